package data

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/mattn/go-sqlite3"
)

// readers is how many connections may read at the same time.
const readers = 4

// connector opens connections with the pragmas of DESIGN 2. It needs no
// registration of a driver by name.
type connector struct {
	dsn     string
	pragmas []string
	driver  *sqlite3.SQLiteDriver
}

// Connect opens one connection (driver.Connector).
func (c *connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }

// Driver returns the driver (driver.Connector).
func (c *connector) Driver() driver.Driver { return c.driver }

// newConnector sets every pragma on each new connection: most of them belong to
// the connection, not to the file.
func newConnector(file, mode, lock string, pragmas []string) *connector {
	c := &connector{dsn: fileURI(file) + "?mode=" + mode + "&_txlock=" + lock + "&_stmt_cache_size=100", pragmas: pragmas}
	c.driver = &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		for _, p := range c.pragmas {
			if _, err := conn.Exec("PRAGMA "+p, nil); err != nil {
				return err
			}
		}
		return nil
	}}
	return c
}

// fileURI is the file's name as SQLite reads it in a URI, on Windows too.
func fileURI(file string) string {
	path := filepath.ToSlash(file)
	if !strings.HasPrefix(path, "/") && filepath.IsAbs(file) {
		path = "/" + path
	}
	return "file:" + (&url.URL{Path: path}).EscapedPath()
}

// writerPragmas make a commit last through a loss of power: with
// synchronous=NORMAL the last one could be lost, and a message sent twice.
// fullfsync matters on macOS alone, where fsync does not reach the disk.
var writerPragmas = []string{
	"busy_timeout = 5000",
	"journal_mode = WAL",
	"synchronous = FULL",
	"fullfsync = ON",
	"checkpoint_fullfsync = ON",
	"foreign_keys = ON",
	"secure_delete = ON",
	"trusted_schema = OFF",
	"cache_size = -16384", // KiB; a first sync reads the index's pages over and over
}

var readerPragmas = []string{"busy_timeout = 5000", "query_only = ON", "foreign_keys = ON", "trusted_schema = OFF"}

// openWriter returns the pool that writes: of one connection, so that writers
// queue here and not in SQLite.
func openWriter(file string) *sql.DB {
	db := sql.OpenDB(newConnector(file, "rw", "immediate", writerPragmas))
	db.SetMaxOpenConns(1)
	return db
}

// openSource returns one connection to copy a file from. It has the file open
// for reading alone; VACUUM INTO does not run under query_only.
func openSource(file string) *sql.DB {
	db := sql.OpenDB(newConnector(file, "ro", "deferred", []string{"busy_timeout = 5000", "trusted_schema = OFF"}))
	db.SetMaxOpenConns(1)
	return db
}

// openReader returns the pool that can only read.
func openReader(file string) *sql.DB {
	db := sql.OpenDB(newConnector(file, "ro", "deferred", readerPragmas))
	db.SetMaxOpenConns(readers)
	db.SetMaxIdleConns(readers)
	return db
}
