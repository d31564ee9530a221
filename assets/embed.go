// Package assets holds what the program carries inside itself: files embedded
// by name, one Go file a subject. Where each came from is in README.md.
package assets

import _ "embed"

//go:embed holidays.csv
var holidays []byte

// BankHolidays returns the list of UK bank holidays as CSV with the columns
// division, date and name, in the form that calendar.ParseHolidays reads.
// It returns a copy.
func BankHolidays() []byte { return append([]byte(nil), holidays...) }
