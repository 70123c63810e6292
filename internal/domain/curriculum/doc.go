// Package curriculum holds the closed lists of the Dutch pre-vocational school (vmbo): the ten profiles (profiel), the
// learning paths (leerweg) with the kinds of school around them, and the years 1 to 4.
//
// Everywhere in Schakel a list of profiles or learning paths that is empty means: all of them.
package curriculum
