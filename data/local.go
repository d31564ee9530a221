package data

import "context"

// Local returns what this machine keeps under key, such as the window's size;
// "" for nothing.
func (s *Store) Local(ctx context.Context, key string) (string, error) {
	var v string
	err := s.reader.QueryRowContext(ctx, "SELECT value FROM local WHERE key = ?", key).Scan(&v)
	if isNone(err) {
		return "", nil
	}
	return v, explain("read "+key, err)
}

// SetLocal keeps a value for this machine under key.
func (s *Store) SetLocal(ctx context.Context, key, value string) error {
	return s.write(ctx, "keep "+key, func(t *tx) error {
		return t.exec("INSERT OR REPLACE INTO local (key, value) VALUES (?, ?)", key, value)
	})
}
