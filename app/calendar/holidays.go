package calendar

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// Division is the part of the United Kingdom whose bank holidays a desk keeps.
type Division string

// The divisions, named as GOV.UK names them, and None for a desk that keeps no
// bank holidays.
const (
	EnglandAndWales Division = "england-and-wales"
	Scotland        Division = "scotland"
	NorthernIreland Division = "northern-ireland"
	None            Division = "none"
)

// Divisions lists every division in the order in which to offer them.
func Divisions() []Division {
	return []Division{EnglandAndWales, Scotland, NorthernIreland, None}
}

// Words returns the division's name for a screen.
func (d Division) Words() string {
	switch d {
	case EnglandAndWales:
		return "England and Wales"
	case Scotland:
		return "Scotland"
	case NorthernIreland:
		return "Northern Ireland"
	}
	return "no bank holidays"
}

// Holiday is one bank holiday.
type Holiday struct {
	Date Date   `json:"date"`
	Name string `json:"name"`
}

// Holidays is a list of bank holidays by division, each in order of date.
type Holidays struct {
	byDivision map[Division][]Holiday
}

// For returns the holidays of a division, earliest first; nothing for None. The
// slice is the caller's.
func (h Holidays) For(d Division) []Holiday { return slices.Clone(h.byDivision[d]) }

// ParseHolidays reads the program's own form of the list: CSV with the columns
// division, date (2026-12-25) and name, and lines that start with # left out.
// It refuses the whole list, naming the line, if a row has an unknown division,
// no name, or a date that does not exist or stands twice in its division.
func ParseHolidays(list []byte) (Holidays, error) {
	r := csv.NewReader(bytes.NewReader(list))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return Holidays{}, fmt.Errorf("read bank holidays: %w", err)
	}
	if len(rows) == 0 || !slices.Equal(rows[0], []string{"division", "date", "name"}) {
		return Holidays{}, fmt.Errorf("read bank holidays: the first row must be division,date,name")
	}
	h := Holidays{byDivision: map[Division][]Holiday{}}
	for i, row := range rows[1:] {
		if err := h.add(row); err != nil {
			return Holidays{}, fmt.Errorf("read bank holidays: row %d: %w", i+1, err)
		}
	}
	for _, days := range h.byDivision {
		slices.SortFunc(days, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	}
	return h, nil
}

func (h Holidays) add(row []string) error {
	division, name := Division(row[0]), strings.TrimSpace(row[2])
	if division == None || !slices.Contains(Divisions(), division) {
		return fmt.Errorf("%q is not a division", row[0])
	}
	date, err := ParseDate(row[1])
	if err != nil {
		return err
	}
	if name == "" {
		return fmt.Errorf("%s has no name", date)
	}
	for _, day := range h.byDivision[division] {
		if day.Date == date {
			return fmt.Errorf("%s stands twice for %s", date, division)
		}
	}
	h.byDivision[division] = append(h.byDivision[division], Holiday{date, name})
	return nil
}
