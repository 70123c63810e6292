// Package calendar (agenda) shows what takes place when: the engagements that somebody may see, on the background of the
// school year, and as feeds that a calendar app subscribes to.
//
// It owns no engagement and no school week: it reads them. What is its own are the feeds: a link with a token for a
// colleague (what is theirs, a unit's, a company's) or for a company. A colleague's feed shows at every fetch what that
// colleague may see at that moment, so it ends with their role. Feeds never carry pupils, only engagements.
package calendar
