// Package demo makes a believable network: one region with five subregions, 19 schools, 6 workgroups, 120 companies and three
// umbrellas, and two years of their history. Everything comes about by calling the services under a moving clock, from a fixed
// seed, never by writing rows; so every screen shows what the program itself does. All people and companies are invented;
// the towns exist.
package demo
