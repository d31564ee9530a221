package canary

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"
)

const secret = `kestrel<7>&"Otter" %9/+wren`

func newScanner(t *testing.T) *Scanner {
	t.Helper()
	s, err := New(secret)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func forms(hits []Hit) []string {
	var names []string
	for _, hit := range hits {
		names = append(names, hit.Form)
	}
	return names
}

// leaks are texts in which the secret is written in some form.
func leaks(t *testing.T) map[string]struct{ form, text string } {
	t.Helper()
	b64 := base64.StdEncoding.EncodeToString
	quoted, err := json.Marshal(map[string]string{"password": secret})
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]struct{ form, text string }{
		"plain":             {"plain", "password=" + secret},
		"UTF-16LE":          {"UTF-16LE", string(wide("é"+secret, binary.LittleEndian))},
		"UTF-16BE":          {"UTF-16BE", string(wide("é"+secret, binary.BigEndian))},
		"query":             {"percent", "p=" + url.PathEscape(secret)},
		"all percent":       {"percent", "%" + strings.ToUpper(strings.Join(pairs(secret), "%"))},
		"small percent":     {"percent", "%" + strings.Join(pairs(secret), "%")},
		"hex":               {"hex", hex.EncodeToString([]byte(secret))},
		"HEX":               {"hex", strings.ToUpper(hex.EncodeToString([]byte("x" + secret)))},
		"JSON":              {"escaped", string(quoted)},
		"Go":                {"escaped", fmt.Sprintf("%q", "x"+secret)},
		"XOAUTH2":           {"base64", b64([]byte("user=a@example.org\x01auth=Bearer " + secret + "\x01\x01"))},
		"URL base64":        {"base64", base64.URLEncoding.EncodeToString([]byte("??>" + secret + "??>"))},
		"base64 of UTF-16":  {"base64 of UTF-16LE", b64(wide("ab"+secret, binary.LittleEndian))},
		"base64 of UTF-16B": {"base64 of UTF-16BE", b64(wide("a"+secret, binary.BigEndian))},
	}
	for n := range 3 {
		user := "press" + strings.Repeat("x", n)
		auth := b64([]byte("\x00" + user + "\x00" + secret))
		all["AUTH PLAIN for "+user] = struct{ form, text string }{"base64", "AUTH PLAIN " + auth + "\r\n"}
		all["wrapped for "+user] = struct{ form, text string }{"base64", auth[:20] + "\r\n " + auth[20:31] + "\r\n" + auth[31:]}
	}
	return all
}

func pairs(s string) []string {
	var out []string
	for _, c := range []byte(s) {
		out = append(out, fmt.Sprintf("%02x", c))
	}
	return out
}

func TestPlantedLeaksAreFoundInFiles(t *testing.T) {
	for name, leak := range leaks(t) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "deep", "er", "commsdesk.log")
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			text := strings.Repeat("nothing to see\n", 100) + leak.text + "\nor here"
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			hits, err := newScanner(t).Paths(dir)
			if err != nil || !slices.Contains(forms(hits), leak.form) {
				t.Fatalf("found %v, %v; want %s", hits, err, leak.form)
			}
			if hits[0].Where != path || strings.Contains(fmt.Sprint(hits), "kestrel") {
				t.Errorf("hit %v names another file or shows the secret", hits[0])
			}
		})
	}
}

// TestLeaksAreFoundAcrossBlocks puts each leak over every edge of a block.
func TestLeaksAreFoundAcrossBlocks(t *testing.T) {
	s := newScanner(t)
	s.block = 1000
	for name, leak := range leaks(t) {
		for _, edge := range []int{s.block, s.block + s.overlap} {
			for before := range len(leak.text) {
				filler := bytes.Repeat([]byte{'.'}, edge-before)
				text := append(append(filler, leak.text...), bytes.Repeat([]byte{'.'}, 3*s.block)...)
				hits, err := s.Reader("long", bytes.NewReader(text))
				if err != nil || !slices.Contains(forms(hits), leak.form) {
					t.Fatalf("%s, %d bytes before the edge: found %v, %v", name, before, hits, err)
				}
			}
		}
	}
}

func TestCleanDataIsClean(t *testing.T) {
	dir := t.TempDir()
	other := strings.NewReplacer("kestrel", "merlin", "Otter", "Stoat", "wren", "lark").Replace(secret)
	text := other + base64.StdEncoding.EncodeToString([]byte(other)) + "kestrel"
	if err := os.WriteFile(filepath.Join(dir, "a"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if hits, err := newScanner(t).Paths(dir); err != nil || len(hits) != 0 {
		t.Errorf("found %v, %v", hits, err)
	}
	if _, err := newScanner(t).Paths(filepath.Join(dir, "misspelt")); err == nil {
		t.Error("a path that is not there passes as clean")
	}
	if _, err := New("too short"); err == nil {
		t.Error("a short secret is taken")
	}
}

func TestFileNameAndGzip(t *testing.T) {
	dir := t.TempDir()
	name := strings.ReplaceAll(secret, "/", "_")
	s, err := New(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "draft "+name), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if hits, err := s.Paths(dir); err != nil || !slices.Contains(forms(hits), "plain") {
		t.Errorf("in a file's name: found %v, %v", hits, err)
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := io.WriteString(w, strings.Repeat("log line\n", 1000)+secret); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	hits, err := newScanner(t).Reader("old.log.gz", &packed)
	if err != nil || !slices.Contains(forms(hits), "plain") {
		t.Errorf("in a packed log: found %v, %v", hits, err)
	}
}

// TestPlantedLeakIsFoundInSQLite puts the secret at many places of a long value,
// so that some are broken over two pages of the file, and in a deleted row.
func TestPlantedLeakIsFoundInSQLite(t *testing.T) {
	for at := range 60 {
		path := filepath.Join(t.TempDir(), "desk.db")
		db, err := sql.Open("sqlite3", path)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Repeat("x", 4000+7*at) + secret + strings.Repeat("y", 9000)
		_, err = db.Exec(`CREATE TABLE log (line TEXT); INSERT INTO log VALUES (?)`, text)
		if err == nil && at%2 == 0 {
			_, err = db.Exec(`PRAGMA secure_delete = OFF; DELETE FROM log`)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		hits, err := newScanner(t).Paths(path)
		if err != nil || !slices.Contains(forms(hits), "plain") {
			t.Fatalf("with %d bytes before it: found %v, %v", 4000+7*at, hits, err)
		}
	}
}

func TestPlantedLeakIsFoundInTheProcessList(t *testing.T) {
	// Its own, as another run of this test may be in the list.
	secret := rand.Text()
	s, err := New(secret)
	if err != nil {
		t.Fatal(err)
	}
	before, err := s.Processes()
	if err != nil {
		t.Skipf("no process list here: %v", err)
	}
	if len(before) != 0 {
		t.Fatalf("found before it was planted: %v", before)
	}
	for _, place := range []string{"cmdline", "environ"} {
		cmd := exec.CommandContext(t.Context(), "sleep", "600")
		auth := base64.StdEncoding.EncodeToString([]byte("\x00press\x00" + secret))
		if place == "cmdline" {
			cmd = exec.CommandContext(t.Context(), "sh", "-c", "read line", auth)
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = in.Close() }()
		} else {
			cmd.Env = append(os.Environ(), "PASSWORD="+secret)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		hits, err := s.Processes()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		want := fmt.Sprintf("/proc/%d/%s", cmd.Process.Pid, place)
		if err != nil || !slices.ContainsFunc(hits, func(h Hit) bool { return h.Where == want }) {
			t.Errorf("%s: found %v, %v", place, hits, err)
		}
	}
}
