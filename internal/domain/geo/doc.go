// Package geo knows where things lie: distances between points, and the point of a Dutch postcode.
//
// Postcodes are reference data of the instance, read from GeoNames' file for the Netherlands (CC BY 4.0) by
// `schakel import postcodes FILE`; the program works without them, then distances are simply not known.
package geo
