package data

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migration is one numbered step of the schema. A step that was shipped is
// never edited.
type migration struct {
	number int
	name   string
	sql    string
}

// allMigrations reads the embedded steps. Their numbers run from 1 without
// gaps.
func allMigrations() ([]migration, error) {
	entries, err := fs.ReadDir(migrations, "migrations")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	var all []migration
	for _, e := range entries {
		text, err := fs.ReadFile(migrations, "migrations/"+e.Name())
		if err != nil {
			return nil, fmt.Errorf("read migration %s: %w", e.Name(), err)
		}
		number, _, _ := strings.Cut(e.Name(), "_")
		n, err := strconv.Atoi(number)
		if err != nil || n != len(all)+1 {
			return nil, fmt.Errorf("migration %s is not number %d", e.Name(), len(all)+1)
		}
		all = append(all, migration{number: n, name: e.Name(), sql: string(text)})
	}
	return all, nil
}

// schemaOf returns the number of the last step that the file has had.
func schemaOf(ctx context.Context, db *sql.DB) (int, error) {
	var n int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&n); err != nil {
		return 0, fmt.Errorf("read the schema's number: %w", err)
	}
	return n, nil
}

// step carries out one migration together with its bookkeeping, whole or not at
// all.
func step(ctx context.Context, db *sql.DB, m migration) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("migration %s: begin: %w", m.name, err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing left to roll back
	if _, err := tx.ExecContext(ctx, m.sql); err != nil {
		return fmt.Errorf("migration %s: %w", m.name, err)
	}
	if _, err := tx.ExecContext(ctx, "PRAGMA user_version = "+strconv.Itoa(m.number)); err != nil {
		return fmt.Errorf("migration %s: note it: %w", m.name, err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("migration %s: commit: %w", m.name, err)
	}
	return nil
}

// migrate brings the file to the newest schema. A file that holds something is
// copied first, next to itself, and the copy is checked; the copy's name is
// returned, "" when none was needed.
func migrate(ctx context.Context, db *sql.DB, file string, steps []migration) (copied string, err error) {
	have, err := schemaOf(ctx, db)
	if err != nil {
		return "", err
	}
	if have > len(steps) {
		return "", errNewer
	}
	if have > 0 && have < len(steps) {
		copied = fmt.Sprintf("%s.before-%d", file, len(steps))
		if err := copyBefore(ctx, file, copied); err != nil {
			return "", fmt.Errorf("copy the workspace before a migration: %w", err)
		}
	}
	for _, m := range steps[have:] {
		if err := step(ctx, db, m); err != nil {
			return copied, err
		}
	}
	return copied, nil
}
