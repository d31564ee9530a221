//go:build !sqlite_fts5

package data

// Without this tag SQLite has no full-text search, which would show only when somebody searches.
// So a build without it stops here. Use "make build", or "go build -tags sqlite_fts5".
var _ = this_build_lacks_full_text_search__use_make_build__or_go_build_with__tags_sqlite_fts5
