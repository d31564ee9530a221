package data

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"commsdesk/app"
	"commsdesk/app/act"
	"commsdesk/app/desk"
)

func TestMigrationsAreNumberedAndNeverEdited(t *testing.T) {
	steps, err := allMigrations()
	if err != nil {
		t.Fatal(err)
	}
	if len(steps) < 5 {
		t.Fatalf("got %d steps", len(steps))
	}
	for i, m := range steps {
		if m.number != i+1 || strings.TrimSpace(m.sql) == "" {
			t.Errorf("step %d is %s with number %d", i+1, m.name, m.number)
		}
	}
}

// older makes a workspace as a program with fewer steps left it.
func older(t *testing.T, dir string, have int) {
	t.Helper()
	file := filepath.Join(dir, FileName)
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	steps, err := allMigrations()
	if err != nil {
		t.Fatal(err)
	}
	db := openWriter(file)
	defer db.Close()
	for _, m := range steps[:have] {
		if err := step(context.Background(), db, m); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAnOlderWorkspaceIsCopiedCheckedAndBroughtUp(t *testing.T) {
	steps, err := allMigrations()
	if err != nil {
		t.Fatal(err)
	}
	for have := 1; have < len(steps); have++ {
		dir := t.TempDir()
		older(t, dir, have)
		s := openTest(t, dir)
		if n, err := schemaOf(context.Background(), s.reader); err != nil || n != len(steps) {
			t.Fatalf("from %d the schema came to %d (%v)", have, n, err)
		}
		copies, err := filepath.Glob(filepath.Join(dir, FileName+".before-*"))
		if err != nil || len(copies) != 1 {
			t.Fatalf("from %d there are copies %q, want one", have, copies)
		}
		db := openReader(copies[0])
		if n, err := schemaOf(context.Background(), db); err != nil || n != have {
			t.Errorf("the copy has schema %d (%v), want %d", n, err, have)
		}
		db.Close()
		if info, err := os.Stat(copies[0]); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("the copy has mode %v (%v)", info.Mode(), err)
		}
		if r, err := s.Verify(context.Background()); err != nil || !r.Clean() {
			t.Errorf("from %d: %v %s", have, err, r.Fault)
		}
	}
}

func TestANewWorkspaceLeavesNoCopy(t *testing.T) {
	dir := t.TempDir()
	openTest(t, dir)
	if copies, _ := filepath.Glob(filepath.Join(dir, "*.before-*")); len(copies) != 0 {
		t.Fatalf("got %q", copies)
	}
}

func TestAStepThatDoesNotWorkLeavesNothingBehind(t *testing.T) {
	s := openTest(t, t.TempDir())
	steps, err := allMigrations()
	if err != nil {
		t.Fatal(err)
	}
	bad := migration{number: len(steps) + 1, name: "bad.sql", sql: "CREATE TABLE half (a); INSERT INTO nowhere VALUES (1);"}
	copied, err := migrate(context.Background(), s.writer, s.file, append(steps, bad))
	if err == nil {
		t.Fatal("a step that does not work went through")
	}
	if copied == "" {
		t.Error("nothing was copied before the step")
	}
	if n, err := schemaOf(context.Background(), s.reader); err != nil || n != len(steps) {
		t.Errorf("the schema's number became %d (%v)", n, err)
	}
	var half int
	if err := s.reader.QueryRow("SELECT count(*) FROM sqlite_schema WHERE name = 'half'").Scan(&half); err != nil || half != 0 {
		t.Errorf("half of the step stayed (%v)", err)
	}
}

func TestANewerWorkspaceIsRefusedUntouched(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir)
	if _, err := s.writer.Exec("PRAGMA user_version = 999"); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, FileName)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(context.Background(), s.options)
	var said *app.Error
	if !errors.As(err, &said) || said.Kind != app.Storage || !strings.Contains(said.Sentence, "newer") {
		t.Fatalf("got %v", err)
	}
	after, err := os.ReadFile(file)
	if err != nil || string(after) != string(before) {
		t.Fatal("the file was changed")
	}
}

func TestOtherFoldsMakeTheRowsAnew(t *testing.T) {
	dir := t.TempDir()
	s := openTest(t, dir)
	who := act.Who{Officer: "officer-gm"}
	tag := desk.Tag{ID: "waste", Name: "Waste"}
	if _, err := s.Do(context.Background(), who.New(desk.Set, act.Subject{Type: act.Tag, ID: "waste"}, tag, nil)); err != nil {
		t.Fatal(err)
	}
	for _, change := range []string{"UPDATE desk SET value = '{}' WHERE type = 'tag'", "DELETE FROM doc", "UPDATE meta SET value = 'inbox 0' WHERE key = 'fold_version'"} {
		if _, err := s.writer.Exec(change); err != nil {
			t.Fatal(err)
		}
	}
	if r, err := s.Verify(context.Background()); err != nil || r.Clean() {
		t.Fatalf("the changed row was not found (%v)", err)
	}
	s.Close()
	s = openTest(t, dir)
	if r, err := s.Verify(context.Background()); err != nil || !r.Clean() {
		t.Fatalf("after folding again: %v %s", err, r.Fault)
	}
	if made, err := metaOf(context.Background(), s.reader, "fold_version"); err != nil || made != foldVersion() {
		t.Fatalf("got %q (%v)", made, err)
	}
}
