package app_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// topLevel is all that the project's folder holds, apart from names that begin with a dot.
var topLevel = []string{
	"CHANGELOG.md", "FyneApp.toml", "LICENSE", "Makefile", "README.md",
	"app", "assets", "data", "go.mod", "go.sum", "main.go", "platforms",
}

// strangers returns the names at the top of a list of paths that topLevel does not have.
func strangers(paths []string) []string {
	var found []string
	for _, at := range paths {
		top, _, _ := strings.Cut(at, "/")
		if top != "" && !strings.HasPrefix(top, ".") && !slices.Contains(topLevel, top) && !slices.Contains(found, top) {
			found = append(found, top)
		}
	}
	return found
}

// TestTopLevelIsFixed fails when something else than the fixed names is kept at the top.
func TestTopLevelIsFixed(t *testing.T) {
	if found := strangers([]string{"app/house_test.go", ".ci/run", "docs/a.md", "tool.go"}); !slices.Equal(found, []string{"docs", "tool.go"}) {
		t.Errorf("of planted names, %q were found", found)
	}
	if _, err := os.Stat(filepath.Join(moduleRoot, ".git")); errors.Is(err, fs.ErrNotExist) {
		t.Skip("this is no git checkout, so which files are kept cannot be told")
	}
	command := exec.Command("git", "-c", "safe.directory=*", "ls-files", "-z")
	command.Dir = moduleRoot
	kept, err := command.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	for _, name := range strangers(strings.Split(string(kept), "\x00")) {
		t.Errorf("%s has no place at the top; the top level is fixed to %q and names that begin with a dot", name, topLevel)
	}
}

// TestReadmeIsWhole fails when README.md links to a file that is not there, or still has a place
// that is to be filled.
func TestReadmeIsWhole(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(moduleRoot, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	links := regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(string(text), -1)
	if len(links) == 0 {
		t.Error("README.md links to nothing, so nothing was checked")
	}
	for _, link := range links {
		if strings.Contains(link[1], "://") {
			continue
		}
		if _, err := os.Stat(filepath.Join(moduleRoot, link[1])); err != nil {
			t.Errorf("README.md links to %s: %v", link[1], err)
		}
	}
	if strings.Contains(string(text), "FILL") {
		t.Error("README.md still has a place marked FILL")
	}
}

// TestVersionAndIconAgree fails when FyneApp.toml names another version than the newest entry of
// CHANGELOG.md, or an icon that is not there.
func TestVersionAndIconAgree(t *testing.T) {
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(moduleRoot, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	find := func(pattern, text string) string {
		match := regexp.MustCompile(pattern).FindStringSubmatch(text)
		if match == nil {
			t.Fatalf("nothing fits %q", pattern)
		}
		return match[1]
	}
	details := read("FyneApp.toml")
	version, newest := find(`(?m)^Version = "(.+)"$`, details), find(`(?m)^## (\d+\.\d+\.\d+)`, read("CHANGELOG.md"))
	if version != newest {
		t.Errorf("FyneApp.toml has version %s, the newest entry of CHANGELOG.md is %s", version, newest)
	}
	if _, err := os.Stat(filepath.Join(moduleRoot, find(`(?m)^Icon = "(.+)"$`, details))); err != nil {
		t.Errorf("the icon that FyneApp.toml names: %v", err)
	}
}
