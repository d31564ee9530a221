package program

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFileNamesLeadNowhereElse(t *testing.T) {
	for name, want := range map[string]string{
		"photo of the bin.jpg":            "photo of the bin.jpg",
		"Cyngor Sir – cwyn.pdf":           "Cyngor Sir – cwyn.pdf",
		"../../.bashrc":                   "bashrc",
		`..\..\start up\run.bat`:          "start up-run.bat",
		"/etc/passwd":                     "etc-passwd",
		".hidden":                         "hidden",
		"report.pdf. . .":                 "report.pdf",
		"letter.txt:stream":               "letter.txt-stream",
		"CON":                             "file CON",
		"nul.txt":                         "file nul.txt",
		"Com1 .log":                       "file Com1 .log",
		"com10.log":                       "com10.log",
		"invoice\u202Efdp.exe":            "invoicefdp.exe",
		"zero\u200Bwidth\u2060.doc":       "zerowidth.doc",
		"two\r\nlines\x00.txt":            "two lines.txt",
		"bad \xFF bytes.txt":              "bad bytes.txt",
		"":                                "file",
		"...":                             "file",
		"\u202E\u200B":                    "file",
		"what?<is>|this*.txt":             "what--is--this-.txt",
		"invoice.pdf             .exe":    "invoice.pdf .exe",
		strings.Repeat("x", 300) + ".pdf": strings.Repeat("x", 196) + ".pdf",
	} {
		if got := FileName(name); got != want {
			t.Errorf("%q became %q, want %q", name, got, want)
		}
	}
}

func FuzzFileName(f *testing.F) {
	for _, seed := range []string{"a/b", "..", "CON.txt", "é\u202E.", strings.Repeat("é", 150), "x." + strings.Repeat("y", 300)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := FileName(name)
		dir := filepath.Join("a", "folder")
		if filepath.Dir(filepath.Join(dir, got)) != dir || !filepath.IsLocal(got) || strings.ContainsAny(got, `/\:`) {
			t.Errorf("%q became %q, which leads elsewhere", name, got)
		}
		if got == "" || len(got) > longestName+len("file ") || !utf8.ValidString(got) || FileName(got) != got && !isDevice(name) {
			t.Errorf("%q became %q", name, got)
		}
	})
}
