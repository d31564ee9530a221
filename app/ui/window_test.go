package ui_test

import (
	"os"
	"testing"

	"commsdesk/app/ui/uitest"
)

func TestMain(m *testing.M) {
	code := m.Run()
	uitest.RemovePrograms()
	os.Exit(code)
}
