package servicetest

import (
	"testing"

	"github.com/godbus/dbus/v5"
)

// Held gives every secret that the service keeps and that is not locked, by its
// label, for tests that look for them where they must not be.
func (s *Service) Held(t testing.TB) map[string]string {
	t.Helper()
	service := s.conn.Object(secretsName, secretsPath)
	var nothing dbus.Variant
	var session dbus.ObjectPath
	if err := service.Call("org.freedesktop.Secret.Service.OpenSession", 0, "plain", dbus.MakeVariant("")).Store(&nothing, &session); err != nil {
		t.Fatalf("open a session with the Secret Service: %v", err)
	}
	var open, locked []dbus.ObjectPath
	if err := service.Call("org.freedesktop.Secret.Service.SearchItems", 0, map[string]string{}).Store(&open, &locked); err != nil {
		t.Fatalf("list what the Secret Service keeps: %v", err)
	}
	held := map[string]string{}
	for _, path := range open {
		item := s.conn.Object(secretsName, path)
		label, err := item.GetProperty("org.freedesktop.Secret.Item.Label")
		if err != nil {
			t.Fatalf("read the name of a secret: %v", err)
		}
		var secret struct {
			Session     dbus.ObjectPath
			Parameters  []byte
			Value       []byte
			ContentType string
		}
		if err := item.Call("org.freedesktop.Secret.Item.GetSecret", 0, session).Store(&secret); err != nil {
			t.Fatalf("read a secret: %v", err)
		}
		held[string(path)+" "+label.String()] = string(secret.Value)
	}
	return held
}
