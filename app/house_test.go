package app_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// The house tests keep the project in the shape that README describes under "How it is built".
// They read the source of every platform: a rule that only Linux files keep is not kept.

// modulePath is the import path that every package of ours begins with.
const modulePath = "commsdesk"

// sourceFile is one Go file of the project, whatever its build constraints.
type sourceFile struct {
	path   string // from the module root, with slashes
	source []byte
	set    *token.FileSet
	syntax *ast.File
}

// folder is the file's package folder, "." for the root.
func (f sourceFile) folder() string { return path.Dir(f.path) }

// isTest reports whether the file is compiled for tests alone.
func (f sourceFile) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// at names a place in the file for a finding.
func (f sourceFile) at(pos token.Pos) string {
	return fmt.Sprintf("%s:%d", f.path, f.set.Position(pos).Line)
}

// imports returns the file's import paths by the name that stands for each in the file.
func (f sourceFile) imports() map[string]string {
	names := make(map[string]string)
	for _, spec := range f.syntax.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		name := path.Base(imported)
		if strings.HasPrefix(name, "v") && strings.Trim(name[1:], "0123456789") == "" {
			name = path.Base(path.Dir(imported))
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = imported
	}
	return names
}

// parseSource makes a sourceFile of a text, as if it stood at that path.
func parseSource(at string, source []byte) (sourceFile, error) {
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, at, source, parser.ParseComments|parser.SkipObjectResolution)
	return sourceFile{path: at, source: source, set: set, syntax: syntax}, err
}

// moduleRoot is the folder with go.mod, above the folder that the tests of this package run in.
const moduleRoot = ".."

// sources reads every Go file of the project once.
var sources = sync.OnceValues(func() ([]sourceFile, error) {
	var files []sourceFile
	err := filepath.WalkDir(moduleRoot, func(at string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && at != moduleRoot && (strings.HasPrefix(name, ".") || name == "testdata" || name == "bin") {
			return filepath.SkipDir
		}
		if entry.IsDir() || filepath.Ext(name) != ".go" {
			return nil
		}
		source, err := os.ReadFile(at)
		if err != nil {
			return err
		}
		fromRoot, err := filepath.Rel(moduleRoot, at)
		if err != nil {
			return err
		}
		file, err := parseSource(filepath.ToSlash(fromRoot), source)
		files = append(files, file)
		return err
	})
	return files, err
})

// rule is one law of the house: it returns a sentence for each place where a file breaks it.
type rule func(sourceFile) []string

// everyFileKeeps runs a rule over the whole project.
func everyFileKeeps(t *testing.T, check rule) {
	t.Helper()
	files, err := sources()
	if err != nil {
		t.Fatalf("read the project's source: %v", err)
	}
	if len(files) == 0 {
		t.Fatal("no source was found, so nothing was checked")
	}
	for _, file := range files {
		for _, finding := range check(file) {
			t.Error(finding)
		}
	}
}

// planted is a small file that keeps or breaks a rule on purpose, so that each rule is seen to
// fail.
type planted struct {
	path   string
	source string
	breaks bool
}

// ruleTells runs a rule over planted files and asks that it finds those that break it, and no other.
func ruleTells(t *testing.T, check rule, cases []planted) {
	t.Helper()
	for _, c := range cases {
		file, err := parseSource(c.path, []byte(c.source))
		if err != nil {
			t.Fatalf("planted file %s: %v", c.path, err)
		}
		findings := check(file)
		if c.breaks && len(findings) == 0 {
			t.Errorf("nothing was found in %s, which breaks the rule:\n%s", c.path, c.source)
		}
		if !c.breaks && len(findings) > 0 {
			t.Errorf("%s keeps the rule, but was found: %q", c.path, findings)
		}
	}
}

// within reports whether a folder is the named one or lies below it.
func within(folder, top string) bool {
	return folder == top || strings.HasPrefix(folder, top+"/")
}
