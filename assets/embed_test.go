package assets

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// rows returns the shipped list without its heading.
func rows(t *testing.T) [][]string {
	t.Helper()
	r := csv.NewReader(bytes.NewReader(BankHolidays()))
	r.Comment = '#'
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

func TestBankHolidaysNameTheirSourceAndLicence(t *testing.T) {
	for _, words := range []string{"https://www.gov.uk/bank-holidays", "Open Government Licence v3.0"} {
		if !bytes.Contains(BankHolidays(), []byte(words)) {
			t.Errorf("the list does not name %s", words)
		}
	}
}

func TestBankHolidaysCannotBeAltered(t *testing.T) {
	BankHolidays()[0] = 'x'
	if BankHolidays()[0] == 'x' {
		t.Error("a caller altered the embedded list")
	}
}

// TestBankHolidaysEqualThePublishedOnes compares with the document that GOV.UK
// publishes, where a copy lies beside the repository.
func TestBankHolidaysEqualThePublishedOnes(t *testing.T) {
	published, err := os.ReadFile(filepath.Join("..", "..", "shared", "data", "bank-holidays.json"))
	if os.IsNotExist(err) {
		t.Skip("no copy of the GOV.UK document at ../shared/data/bank-holidays.json beside the repository")
	}
	if err != nil {
		t.Fatal(err)
	}
	var divisions map[string]struct {
		Events []struct{ Title, Date, Notes string }
	}
	if err := json.Unmarshal(published, &divisions); err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for division, d := range divisions {
		for _, e := range d.Events {
			name := e.Title
			if e.Notes == "Substitute day" {
				name += " (substitute day)"
			}
			want[division+" "+e.Date+" "+name] = true
		}
	}
	if len(want) == 0 {
		t.Fatal("the GOV.UK document holds no holidays")
	}
	for _, row := range rows(t) {
		key := row[0] + " " + row[1] + " " + row[2]
		if !want[key] {
			t.Errorf("shipped but not published, or shipped twice: %s", key)
		}
		delete(want, key)
	}
	for key := range want {
		t.Errorf("published but not shipped: %s", key)
	}
}

func TestBankHolidaysCoverEveryYear(t *testing.T) {
	count := map[string]int{}
	for _, row := range rows(t) {
		count[row[0]+" "+row[1][:4]]++
	}
	for _, division := range []string{"england-and-wales", "scotland", "northern-ireland"} {
		for _, year := range []string{"2019", "2020", "2021", "2022", "2023", "2024", "2025", "2026", "2027"} {
			if n := count[division+" "+year]; n < 8 {
				t.Errorf("%s has %d bank holidays in %s", division, n, year)
			}
		}
	}
	if !slices.ContainsFunc(rows(t), func(r []string) bool { return r[1] == "2026-12-28" }) {
		t.Error("the substitute Boxing Day of 2026 is missing")
	}
}
