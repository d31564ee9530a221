package app_test

import (
	"bytes"
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// clockReads are the functions that read this PC's clock, by import path. Only main does: all else
// is handed a clock, so that a test can set it.
var clockReads = map[string][]string{
	"time":                     {"Now", "Since", "Until"},
	"github.com/oklog/ulid/v2": {"Now", "Make"},
}

// TestOnlyMainReadsTheClock fails when code outside main.go takes the time by itself.
func TestOnlyMainReadsTheClock(t *testing.T) {
	everyFileKeeps(t, onlyMainReadsTheClock)
	ruleTells(t, onlyMainReadsTheClock, []planted{
		{"app/a.go", `package app; import "time"; var start = time.Now()`, true},
		{"app/a.go", `package app; import "time"; var clock = time.Now`, true},
		{"app/a.go", `package app; import clock "time"; var start = clock.Now()`, true},
		{"app/a.go", `package app; import "time"; func f(t time.Time) any { return time.Since(t) }`, true},
		{"data/a.go", `package data; import "github.com/oklog/ulid/v2"; var id = ulid.Make()`, true},
		{"app/a.go", `package app; import "time"; var later = time.After(time.Second)`, false},
		{"app/a_test.go", `package app; import "time"; var start = time.Now()`, false},
		{"main.go", `package main; import "time"; var clock = time.Now`, false},
		{"platforms/mailbox/a.go", `package mailbox; import ("net"; "time")
			func f(c net.Conn) { c.SetDeadline(time.Now().Add(time.Minute)) }`, false},
		{"platforms/mailbox/a.go", `package mailbox; import ("net"; "time")
			func f(c net.Conn) { now := time.Now(); c.SetDeadline(now) }`, true},
		{"data/a.go", `package data; import ("net"; "time")
			func f(c net.Conn) { c.SetDeadline(time.Now().Add(time.Minute)) }`, true},
	})
}

// onlyMainReadsTheClock finds the clock's functions, apart from socket deadlines in adapters.
func onlyMainReadsTheClock(file sourceFile) []string {
	if file.path == "main.go" || file.isTest() {
		return nil
	}
	imports := file.imports()
	var findings []string
	ast.Inspect(file.syntax, func(node ast.Node) bool {
		if call, isCall := node.(*ast.CallExpr); isCall && within(file.path, "platforms") && setsDeadline(call) {
			return false
		}
		selector, isSelector := node.(*ast.SelectorExpr)
		if !isSelector {
			return true
		}
		name, isName := selector.X.(*ast.Ident)
		if isName && slices.Contains(clockReads[imports[name.Name]], selector.Sel.Name) {
			findings = append(findings, fmt.Sprintf("%s: %s.%s reads the clock; take a clock as an argument, main passes it in.",
				file.at(selector.Pos()), name.Name, selector.Sel.Name))
		}
		return true
	})
	return findings
}

// setsDeadline reports whether a call sets a deadline on a socket.
func setsDeadline(call *ast.CallExpr) bool {
	method, isMethod := call.Fun.(*ast.SelectorExpr)
	return isMethod && slices.Contains([]string{"SetDeadline", "SetReadDeadline", "SetWriteDeadline"}, method.Sel.Name)
}

// TestNoMarkdownOnScreens fails when a screen uses Fyne's Markdown, which fetches the pictures
// that a resident's text names.
func TestNoMarkdownOnScreens(t *testing.T) {
	everyFileKeeps(t, noMarkdownOnScreens)
	ruleTells(t, noMarkdownOnScreens, []planted{
		{"app/ui/a.go", `package ui; import "fyne.io/fyne/v2/widget"; var a = widget.NewRichTextFromMarkdown("")`, true},
		{"app/ui/queue/a.go", `package queue; func f(r interface{ ParseMarkdown(string) }) { r.ParseMarkdown("") }`, true},
		{"app/ui/a.go", `package ui; func f(r interface{ Append(string) }) { r.Append("") }`, false},
	})
}

// noMarkdownOnScreens finds Fyne's Markdown functions, whatever they are called on.
func noMarkdownOnScreens(file sourceFile) []string {
	if !within(file.path, "app/ui") && file.path != "main.go" {
		return nil
	}
	var findings []string
	ast.Inspect(file.syntax, func(node ast.Node) bool {
		selector, isSelector := node.(*ast.SelectorExpr)
		if isSelector && slices.Contains([]string{"NewRichTextFromMarkdown", "ParseMarkdown", "AppendMarkdown"}, selector.Sel.Name) {
			findings = append(findings, fmt.Sprintf("%s: %s fetches what a text names; show the text in a Label.",
				file.at(selector.Pos()), selector.Sel.Name))
		}
		return true
	})
	return findings
}

// fyneApp is the package whose import pulls in the window driver.
const fyneApp = "fyne.io/fyne/v2/app"

// TestOnlyMainOpensTheWindowDriver fails when another file than main.go imports Fyne's app package:
// the screens' tests need no display only as long as nothing of theirs does.
func TestOnlyMainOpensTheWindowDriver(t *testing.T) {
	everyFileKeeps(t, onlyMainOpensTheWindowDriver)
	ruleTells(t, onlyMainOpensTheWindowDriver, []planted{
		{"app/ui/a.go", `package ui; import "fyne.io/fyne/v2/app"; var a = app.New()`, true},
		{"app/ui/a_test.go", `package ui; import _ "fyne.io/fyne/v2/app"`, true},
		{"main.go", `package main; import "fyne.io/fyne/v2/app"; func main() { app.NewWithID("x") }`, false},
		{"main.go", `package main; import "fyne.io/fyne/v2/app"; func main() { app.New(); app.NewWithID("x") }`, true},
	})
}

// onlyMainOpensTheWindowDriver finds imports of Fyne's app outside main.go, and a second app in it.
func onlyMainOpensTheWindowDriver(file sourceFile) []string {
	var findings []string
	for _, spec := range file.syntax.Imports {
		if file.path != "main.go" && strings.Trim(spec.Path.Value, `"`) == fyneApp {
			findings = append(findings, file.at(spec.Pos())+": only main.go may import "+fyneApp+".")
		}
	}
	imports, made := file.imports(), 0
	ast.Inspect(file.syntax, func(node ast.Node) bool {
		if selector, isSelector := node.(*ast.SelectorExpr); isSelector && strings.HasPrefix(selector.Sel.Name, "New") {
			if name, isName := selector.X.(*ast.Ident); isName && imports[name.Name] == fyneApp {
				made++
			}
		}
		return true
	})
	if made > 1 {
		findings = append(findings, file.path+": the program has one Fyne app, made in one place.")
	}
	return findings
}

// TestExportedNamesAreDescribed fails when an exported name has no comment that says what it is.
func TestExportedNamesAreDescribed(t *testing.T) {
	everyFileKeeps(t, exportedNamesAreDescribed)
	ruleTells(t, exportedNamesAreDescribed, []planted{
		{"app/a.go", "package app\n\nfunc Add() {}", true},
		{"app/a.go", "package app\n\n// Add adds.\nfunc Add() {}", false},
		{"app/a.go", "package app\n\ntype Act struct{}", true},
		{"app/a.go", "package app\n\n// Act is one.\ntype Act struct{}\n\nfunc (a *Act) Undo() {}", true},
		{"app/a.go", "package app\n\ntype act struct{}\n\nfunc (a act) String() string { return \"\" }", false},
		{"app/a.go", "package app\n\n// Port is one.\ntype Port interface{ Do() }", true},
		{"app/a.go", "package app\n\n// Port is one.\ntype Port interface{\n\t// Do does.\n\tDo()\n}", false},
		{"app/a.go", "package app\n\n// Port is one. Do does.\ntype Port interface{ Do() }", false},
		{"app/a.go", "package app\n\nconst (\n\tLimit = 3\n)", true},
		{"app/a.go", "package app\n\n// Limits of a reply.\nconst (\n\tLimit = 3\n)", false},
		{"app/a.go", "package app\n\nvar (\n\tErrGone = 3 // nothing is there\n)", false},
		{"app/a_test.go", "package app\n\nfunc Add() {}", false},
	})
}

// exportedNamesAreDescribed finds functions, methods, types, interface methods, constants and
// variables without a comment. A group of constants or variables may share one, and the comment of
// an interface or of a method in it may describe others of its methods by name.
func exportedNamesAreDescribed(file sourceFile) []string {
	if file.isTest() {
		return nil
	}
	var findings []string
	missing := func(name *ast.Ident) {
		findings = append(findings, fmt.Sprintf("%s: %s is exported and has no comment that says what it is.",
			file.at(name.Pos()), name.Name))
	}
	for _, declared := range file.syntax.Decls {
		switch d := declared.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && d.Doc == nil && (d.Recv == nil || ast.IsExported(receiver(d.Recv.List[0].Type))) {
				missing(d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				undescribed(d, spec, missing)
			}
		}
	}
	return findings
}

// undescribed calls missing for each exported name of one declaration that has no comment.
func undescribed(group *ast.GenDecl, spec ast.Spec, missing func(*ast.Ident)) {
	switch s := spec.(type) {
	case *ast.ValueSpec:
		for _, name := range s.Names {
			if name.IsExported() && group.Doc == nil && s.Doc == nil && s.Comment == nil {
				missing(name)
			}
		}
	case *ast.TypeSpec:
		if !s.Name.IsExported() {
			return
		}
		if s.Doc == nil && (group.Doc == nil || len(group.Specs) > 1) {
			missing(s.Name)
		}
		if port, isInterface := s.Type.(*ast.InterfaceType); isInterface {
			comments := []*ast.CommentGroup{s.Doc, group.Doc}
			for _, method := range port.Methods.List {
				comments = append(comments, method.Doc)
			}
			for _, method := range port.Methods.List {
				if len(method.Names) == 1 && method.Names[0].IsExported() && method.Doc == nil && method.Comment == nil &&
					!names(method.Names[0].Name, comments...) {
					missing(method.Names[0])
				}
			}
		}
	}
}

// names reports whether one of the comments speaks of a name.
func names(name string, comments ...*ast.CommentGroup) bool {
	word := regexp.MustCompile(`\b` + name + `\b`)
	return slices.ContainsFunc(comments, func(c *ast.CommentGroup) bool { return word.MatchString(c.Text()) })
}

// receiver returns the name of the type that a method is on.
func receiver(on ast.Expr) string {
	switch t := on.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.IndexListExpr:
		return receiver(t.X)
	case *ast.Ident:
		return t.Name
	}
	return ""
}

// The longest that a reader is asked to hold at once, in lines.
const (
	longestFile     = 500
	longestMain     = 150
	longestFunction = 80
)

// TestFilesAndFunctionsStayShort fails when shipped code outgrows what a reader can hold.
func TestFilesAndFunctionsStayShort(t *testing.T) {
	everyFileKeeps(t, filesAndFunctionsStayShort)
	ruleTells(t, filesAndFunctionsStayShort, []planted{
		{"app/a.go", "package app\n" + strings.Repeat("\n", longestFile), true},
		{"app/a.go", "package app\n" + strings.Repeat("\n", longestFile-1), false},
		{"app/a_test.go", "package app\n" + strings.Repeat("\n", longestFile), false},
		{"main.go", "package main\n" + strings.Repeat("\n", longestMain), true},
		{"app/a.go", "package app\n\nfunc f() {" + strings.Repeat("\n", longestFunction) + "}", true},
		{"app/a.go", "package app\n\nfunc f() {" + strings.Repeat("\n", longestFunction-1) + "}", false},
	})
}

// filesAndFunctionsStayShort counts lines, comments and blank ones included.
func filesAndFunctionsStayShort(file sourceFile) []string {
	if file.isTest() {
		return nil
	}
	var findings []string
	limit := longestFile
	if file.path == "main.go" {
		limit = longestMain
	}
	if lines := bytes.Count(file.source, []byte("\n")); lines > limit {
		findings = append(findings, fmt.Sprintf("%s has %d lines, over %d: split it by subject.", file.path, lines, limit))
	}
	for _, declared := range file.syntax.Decls {
		function, isFunction := declared.(*ast.FuncDecl)
		if !isFunction {
			continue
		}
		first, last := file.set.Position(function.Pos()).Line, file.set.Position(function.End()).Line
		if lines := last - first + 1; lines > longestFunction {
			findings = append(findings, fmt.Sprintf("%s: %s has %d lines, over %d: split it.",
				file.at(function.Pos()), function.Name.Name, lines, longestFunction))
		}
	}
	return findings
}

// emptyNames say nothing about what is in a file.
var emptyNames = []string{
	"util", "utils", "common", "helper", "helpers", "manager", "managers", "models", "misc",
}

// TestNamesSayWhatIsInside fails when a file, folder or package is named for nothing in particular.
func TestNamesSayWhatIsInside(t *testing.T) {
	everyFileKeeps(t, namesSayWhatIsInside)
	ruleTells(t, namesSayWhatIsInside, []planted{
		{"app/inbox/util.go", `package inbox`, true},
		{"app/inbox/mail_helpers_test.go", `package inbox`, true},
		{"app/common/a.go", `package a`, true},
		{"app/a/a.go", `package models`, true},
		{"app/inbox/turn.go", `package inbox`, false},
	})
}

// namesSayWhatIsInside looks at each word of the path and at the package's name.
func namesSayWhatIsInside(file sourceFile) []string {
	words := strings.FieldsFunc(strings.TrimSuffix(file.path, path.Ext(file.path)), func(r rune) bool {
		return strings.ContainsRune("/_-.", r)
	})
	words = append(words, strings.TrimSuffix(file.syntax.Name.Name, "_test"))
	for _, word := range words {
		if slices.Contains(emptyNames, strings.ToLower(word)) {
			return []string{fmt.Sprintf("%s: the name %q says nothing; name it for what is inside.", file.path, word)}
		}
	}
	return nil
}
