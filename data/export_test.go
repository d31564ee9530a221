package data

import "testing"

// EraseForTest erases the words of an act as a later version will by law.
func EraseForTest(t testing.TB, s *Store, act string) {
	t.Helper()
	if _, err := s.writer.Exec("UPDATE journal SET content = NULL, content_salt = NULL WHERE id = ?", act); err != nil {
		t.Fatal(err)
	}
}
