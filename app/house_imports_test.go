package app_test

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// allowance says what the production code of a folder may import. In folder names "*" stands for
// one element and a last "**" for any number of them. A folder takes the first allowance that fits.
type allowance struct {
	folder string
	ours   []string // our packages
	except []string // but never these
	libs   []string // other modules' packages, by prefix; "**" for any that is not kept elsewhere
	denied []string // packages of the standard library that it does without
}

var (
	// pureLibs compute and touch nothing outside, so the domain may use them.
	pureLibs = []string{
		"github.com/oklog/ulid/v2", "github.com/rivo/uniseg", "github.com/rickar/cal/v2",
		"golang.org/x/text", "golang.org/x/time", "golang.org/x/sync",
	}
	// outside is what the domain asks for through its ports instead.
	outside = []string{"database/sql", "net", "net/http", "net/smtp", "os/exec", "testing"}
	// aids are for tests alone, so they may import "testing" and nothing that ships may import them.
	// A folder one below a package and named for it with "test" is such an aid, as net/http/httptest.
	aids = []string{
		"platforms/conformance", "platforms/*/*test", "app/*/*test", "data/*test", "data/*/*test", "data/secret/canary",
	}
	// keptLibs have one home each, whatever "**" says.
	keptLibs = map[string][]string{
		"fyne.io/fyne/v2":               {".", "app/ui/**"},
		"github.com/mattn/go-sqlite3":   {"data"},
		"github.com/pressly/goose/v3":   {"data"},
		"github.com/zalando/go-keyring": {"data/secret/**"},
	}
)

// house is the import table of the design, from the street inwards.
var house = []allowance{
	{folder: ".", ours: []string{"**"}, except: aids, libs: []string{"**"}, denied: []string{"testing"}},
	{folder: "assets"},

	{folder: "platforms", denied: outside},
	// What adapters share: the HTTP client, the sign-in, reading in time, the ground of their simulators.
	{folder: "platforms/web", ours: []string{"platforms"}, libs: []string{"golang.org/x"}, denied: []string{"database/sql", "testing"}},
	{folder: "platforms/signin", ours: []string{"platforms"}, libs: []string{"golang.org/x"}, denied: []string{"database/sql", "testing"}},
	{folder: "platforms/feed", ours: []string{"platforms"}, denied: outside},
	{folder: "platforms/graph", ours: []string{"platforms", "platforms/web"}, denied: []string{"database/sql", "testing"}},
	{folder: "platforms/picture", ours: []string{"platforms", "platforms/web"}, libs: []string{"golang.org/x"}, denied: []string{"database/sql", "testing"}},
	{folder: "platforms/simulator", ours: []string{"platforms"}, denied: []string{"database/sql", "testing"}},
	{folder: "platforms/conformance", ours: []string{"platforms", "platforms/picture", "platforms/simulator", "platforms/web"},
		libs: []string{"github.com/google/go-cmp", "github.com/getkin/kin-openapi", "golang.org/x/image", "pgregory.net/rapid"}},
	{folder: "platforms/all", ours: []string{"platforms", "platforms/*", "platforms/*/sim"},
		except: []string{"platforms/conformance", "platforms/desktop"}, denied: outside},
	{folder: "platforms/desktop", libs: []string{"**"}, denied: []string{"database/sql", "testing"}},
	{folder: "platforms/*/*test", ours: []string{"platforms"}, libs: []string{"**"}},
	// A network's adapter and its simulator: they know the contract, never another network.
	{folder: "platforms/*", ours: []string{"platforms", "platforms/web", "platforms/signin", "platforms/graph", "platforms/picture", "platforms/feed"}, libs: []string{"**"},
		denied: []string{"database/sql", "testing"}},
	{folder: "platforms/*/sim", ours: []string{"platforms", "platforms/simulator", "platforms/graph/sim"}, libs: []string{"**"},
		denied: []string{"database/sql", "testing"}},

	{folder: "app", libs: pureLibs, denied: outside},
	{folder: "app/act", ours: []string{"app"}, libs: pureLibs, denied: outside},
	{folder: "app/calendar", ours: []string{"app"}, libs: pureLibs, denied: outside},
	{folder: "app/event", ours: []string{"app"}, libs: pureLibs, denied: outside},
	{folder: "app/desk", ours: []string{"app", "app/act", "app/calendar", "app/event"},
		libs: pureLibs, denied: outside},
	{folder: "app/channel", ours: []string{"app", "app/act", "app/event"}, libs: pureLibs, denied: outside},
	{folder: "app/inbox", ours: []string{"app", "app/act", "app/calendar", "app/event", "app/desk"},
		libs: pureLibs, denied: outside},
	{folder: "app/outbox", ours: []string{"app", "app/act", "app/event", "platforms"},
		libs: pureLibs, denied: outside},
	{folder: "app/intake", ours: []string{"app", "app/act", "app/event", "app/inbox", "app/channel", "platforms"},
		libs: pureLibs, denied: outside},
	{folder: "app/reply", ours: []string{"app", "app/act", "app/desk", "app/inbox", "app/outbox", "app/intake"},
		libs: pureLibs, denied: outside},
	{folder: "app/notice", ours: []string{"app", "app/calendar", "app/event", "app/inbox", "app/outbox", "app/channel"},
		libs: pureLibs, denied: outside},
	// The assembled services of a workspace, so that window and commands share one wiring.
	{folder: "app/program", ours: []string{"app", "app/*", "platforms"}, except: []string{"app/ui", "app/cli", "app/rehearsal"},
		libs: pureLibs, denied: outside},
	{folder: "app/rehearsal", ours: []string{"app", "app/*"}, except: []string{"app/ui", "app/cli"},
		libs: pureLibs, denied: outside},
	{folder: "app/cli", ours: []string{"app", "app/*"}, except: []string{"app/ui"},
		libs: append([]string{"golang.org/x/term"}, pureLibs...), denied: []string{"database/sql", "net/http", "testing"}},
	{folder: "app/ui/uitest", ours: []string{"platforms/desktop/bustest", "data/secret/servicetest"}},
	{folder: "app/ui/**", ours: []string{"app", "app/*", "app/ui/**", "assets"}, except: []string{"app/cli"},
		libs: append([]string{"fyne.io/fyne/v2"}, pureLibs...), denied: outside},

	{folder: "data", ours: []string{"app", "app/*", "data/secret"}, except: []string{"app/ui", "app/cli", "app/rehearsal", "app/program"},
		libs: append([]string{"github.com/mattn/go-sqlite3", "github.com/pressly/goose/v3", "filippo.io/age",
			"golang.org/x/sys"}, pureLibs...),
		denied: []string{"net", "net/http", "testing"}},
	{folder: "data/secret", ours: []string{"app"},
		libs: []string{"github.com/zalando/go-keyring", "github.com/godbus/dbus/v5", "golang.org/x/sys",
			"github.com/danieljoos/wincred"},
		denied: []string{"database/sql", "net/http", "testing"}},
	{folder: "data/secret/canary"},
	{folder: "data/*/*test", ours: []string{"data/secret"}, libs: []string{"github.com/godbus/dbus/v5"}},
	{folder: "data/*test", ours: []string{"app", "app/*", "data"}, except: []string{"app/ui", "app/cli"}, libs: pureLibs},
	{folder: "app/*/*test", ours: []string{"app", "app/*", "platforms"}, except: []string{"app/ui", "app/cli"}, libs: pureLibs},
}

// TestImportsFollowTheTable fails when a package imports what its place in the house forbids.
func TestImportsFollowTheTable(t *testing.T) {
	everyFileKeeps(t, importsFollowTheTable)
	ruleTells(t, importsFollowTheTable, []planted{
		{"app/inbox/a.go", `package inbox; import "commsdesk/data"`, true},
		{"app/inbox/a.go", `package inbox; import "commsdesk/platforms"`, true},
		{"app/inbox/a.go", `package inbox; import "commsdesk/app/desk"`, false},
		{"app/inbox/a.go", `package inbox; import "database/sql"`, true},
		{"app/inbox/a.go", `package inbox; import "github.com/rivo/uniseg"`, false},
		{"app/inbox/a.go", `package inbox; import "fyne.io/fyne/v2"`, true},
		{"app/inbox/a.go", `package inbox; import "github.com/rivo/unisegment"`, true},
		{"app/inbox/a_test.go", `package inbox_test; import "commsdesk/data"`, false},
		{"app/inbox/a_test.go", `package inbox_test; import "commsdesk/app/ui"`, true},
		{"app/ui/queue/a.go", `package queue; import "commsdesk/app/ui/part"`, false},
		{"app/ui/queue/a.go", `package queue; import "commsdesk/data"`, true},
		{"app/ui/queue/a.go", `package queue; import "commsdesk/platforms"`, true},
		{"app/ui/queue/a.go", `package queue; import "commsdesk/app/cli"`, true},
		{"app/gadget/a.go", `package gadget`, true},
		{"platforms/bluesky/a.go", `package bluesky; import "commsdesk/platforms"`, false},
		{"platforms/bluesky/a.go", `package bluesky; import "commsdesk/platforms/mailbox"`, true},
		{"platforms/bluesky/a.go", `package bluesky; import "github.com/mattn/go-sqlite3"`, true},
		{"platforms/bluesky/sim/a.go", `package sim; import "commsdesk/platforms"`, false},
		{"platforms/bluesky/sim/a.go", `package sim; import "commsdesk/app"`, true},
		{"platforms/bluesky/a_test.go", `package bluesky_test; import "commsdesk/platforms/bluesky/sim"`, false},
		{"platforms/bluesky/a_test.go", `package bluesky_test; import "commsdesk/platforms/mailbox/sim"`, true},
		{"platforms/bluesky/deep/a.go", `package deep`, true},
		{"platforms/bluesky/pdstest/a.go", `package pdstest; import "testing"`, false},
		{"platforms/bluesky/a.go", `package bluesky; import "commsdesk/platforms/bluesky/pdstest"`, true},
		{"platforms/bluesky/a.go", `package bluesky; import "testing"`, true},
		{"platforms/all/a.go", `package all; import "commsdesk/platforms/bluesky"`, false},
		{"platforms/all/a.go", `package all; import "commsdesk/platforms/desktop"`, true},
		{"data/a.go", `package data; import "commsdesk/platforms"`, true},
		{"data/a.go", `package data; import "commsdesk/app/ui"`, true},
		{"data/a.go", `package data; import "commsdesk/app/outbox"`, false},
		{"main.go", `package main; import "commsdesk/platforms/conformance"`, true},
		{"main.go", `package main; import "commsdesk/app/ui"`, false},
	})
}

// importsFollowTheTable checks each import of a file against its folder's allowance.
func importsFollowTheTable(file sourceFile) []string {
	folder := file.folder()
	at := slices.IndexFunc(house, func(a allowance) bool { return fits(folder, a.folder) })
	if at < 0 {
		return []string{fmt.Sprintf("%s: the folder %s has no place in the house. Say in app/house_imports_test.go what it "+
			"may import, or move the file to a folder that has one.", file.path, folder)}
	}
	var findings []string
	for _, spec := range file.syntax.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		if why := refusal(house[at], file, imported); why != "" {
			findings = append(findings, fmt.Sprintf("%s imports %s: %s", file.at(spec.Pos()), imported, why))
		}
	}
	return findings
}

// refusal says why a file may not import a package, or nothing when it may.
func refusal(may allowance, file sourceFile, imported string) string {
	folder := file.folder()
	if imported == modulePath || strings.HasPrefix(imported, modulePath+"/") {
		ours := strings.TrimPrefix(strings.TrimPrefix(imported, modulePath), "/")
		switch {
		case fitsAny(ours, may.ours) && !fitsAny(ours, may.except):
			return ""
		case file.isTest() && testMayImport(folder, ours):
			return ""
		case file.isTest():
			return fmt.Sprintf("a test in %s has no business there; see testMayImport in app/house_imports_test.go.", folder)
		}
		return fmt.Sprintf("of ours, %s may import only %q. Declare a port where it is needed and let main wire it.",
			folder, may.ours)
	}
	if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") {
		if !file.isTest() && slices.Contains(may.denied, imported) {
			return fmt.Sprintf("%s does without it; what it needs from outside comes through a port.", folder)
		}
		return ""
	}
	if file.isTest() {
		return ""
	}
	for lib, homes := range keptLibs {
		if within(imported, lib) && !fitsAny(folder, homes) {
			return fmt.Sprintf("%s is used in %q alone.", lib, homes)
		}
	}
	if slices.ContainsFunc(may.libs, func(lib string) bool { return lib == "**" || within(imported, lib) }) {
		return ""
	}
	return fmt.Sprintf("of other modules, %s may import only %q.", folder, may.libs)
}

// testMayImport reports what a test may import beyond what its folder may. A network's tests know
// that network and its simulator. Tests of app and data run on the real chain, so they may join
// all of it but the screens and the command line of others.
func testMayImport(folder, imported string) bool {
	if imported == folder || fitsAny(imported, aids) || folder == "." {
		return true
	}
	if network, found := strings.CutPrefix(folder, "platforms/"); found {
		network, _, _ = strings.Cut(network, "/")
		return within(imported, path.Join("platforms", network)) || imported == "platforms/simulator" || folder == "platforms/all" && fits(imported, "platforms/*/sim")
	}
	if !within(folder, "app") && !within(folder, "data") {
		return false
	}
	for _, shown := range []string{"app/ui", "app/cli"} {
		if within(imported, shown) {
			return within(folder, shown)
		}
	}
	return true
}

// fits reports whether a folder is what a pattern names.
func fits(folder, pattern string) bool {
	if top, found := strings.CutSuffix(pattern, "**"); found {
		return top == "" || within(folder, strings.TrimSuffix(top, "/"))
	}
	matched, err := path.Match(pattern, folder)
	return err == nil && matched
}

// fitsAny reports whether a folder is what one of the patterns names.
func fitsAny(folder string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return fits(folder, pattern) })
}
