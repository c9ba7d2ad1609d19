// Package sheet reads and writes the rows of mapping tables as spreadsheets keep
// them in files, and works out what the rows of a file would change in a table.
package sheet
