package data_test

import (
	"os/exec"
	"strings"
	"testing"
)

// goCommand runs the go command in this folder and returns all it said.
func goCommand(t *testing.T, args ...string) (string, error) {
	t.Helper()
	command := exec.Command("go", args...)
	command.Env = append(command.Environ(), "GOFLAGS=")
	said, err := command.CombinedOutput()
	return string(said), err
}

// TestBuildWithoutSearchStops compiles the guard as a build without the tag does, and asks that the
// compiler's message tells what to do.
func TestBuildWithoutSearchStops(t *testing.T) {
	said, err := goCommand(t, "build", "require_fts5.go")
	if err == nil {
		t.Fatal("a build without the tag sqlite_fts5 went through")
	}
	for _, words := range []string{"this_build_lacks_full_text_search", "use_make_build", "tags_sqlite_fts5"} {
		if !strings.Contains(said, words) {
			t.Errorf("the compiler's message lacks %q:\n%s", words, said)
		}
	}
}

// TestGuardStandsOnlyWithoutTheTag asks that the guard belongs to every build without the tag, and
// to none with it.
func TestGuardStandsOnlyWithoutTheTag(t *testing.T) {
	for _, build := range []struct {
		tags    string
		guarded bool
	}{{"", true}, {"sqlite_json", true}, {"sqlite_fts5", false}} {
		listed, err := goCommand(t, "list", "-tags", build.tags, "-f", "{{join .GoFiles \"\\n\"}}", ".")
		if err != nil {
			t.Fatalf("go list with tags %q: %v\n%s", build.tags, err, listed)
		}
		if guarded := strings.Contains(listed, "require_fts5.go"); guarded != build.guarded {
			t.Errorf("with tags %q the guard is in the build: %v, want %v", build.tags, guarded, build.guarded)
		}
	}
}
