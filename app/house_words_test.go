package app_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// unsaid are the words that people are never shown: trade words, and words that blame.
var unsaid = regexp.MustCompile(`(?i)\b(tickets?|slas?|breach(es|ed)?|inbound|sync errors?|failed|invalid|tokens?|whitelist(s|ed)?)\b`)

// quoted are words of others that must be found again: the labels on a network's own pages.
var quoted = regexp.MustCompile(`“[^”]*”`)

// sentence is how a text for people begins, apart from SQL and the networks' own commands.
var sentence = regexp.MustCompile(`^(A|I|[A-Z][a-z']+),? `)

// saidAllTheSame are literals in which an unsaid word must stand, each with its reason.
var saidAllTheSame = map[string]string{
	`^invalid (?:boolean )?value "(.*)" for (?:flag )?-([^:]+):`: "reads what the flag package says, to word it for people",
}

// TestWordsForPeopleArePlain fails when a text that people read uses a word that the design
// language rules out.
func TestWordsForPeopleArePlain(t *testing.T) {
	used := make(map[string]bool)
	everyFileKeeps(t, func(file sourceFile) []string { return wordsForPeopleArePlain(file, used) })
	for literal := range saidAllTheSame {
		if !used[literal] {
			t.Errorf("saidAllTheSame excuses %q, which nothing says any more", literal)
		}
	}
	ruleTells(t, func(file sourceFile) []string { return wordsForPeopleArePlain(file, map[string]bool{}) }, []planted{
		{"app/ui/a.go", `package ui; var said = "the message failed"`, true},
		{"app/ui/a.go", `package ui; var said = "The message was not sent"`, false},
		{"app/ui/a.go", `package ui; var key = "failed"`, false},
		{"app/ui/a.go", "package ui; type row struct { State string `json:\"state\" token:\"failed\"` }", false},
		{"app/cli/a.go", `package cli; var said = "an Invalid time"`, true},
		{"app/outbox/a.go", `package outbox; var said = "Sign-in failed."`, false},
		{"app/outbox/a.go", `package outbox; var said = "The token ran out."`, true},
		{"app/outbox/a.go", `package outbox; var said = "Press “Generate token” there."`, false},
		{"app/outbox/a.go", `package outbox; var wrapped = "outbox: write failed"`, false},
		{"data/a.go", `package data; var query = "SELECT token FROM channel"`, false},
		{"app/rehearsal/a.go", `package rehearsal; var said = "I got a parking ticket."`, false},
		{"app/ui/a_test.go", `package ui; var said = "the message failed"`, false},
	})
}

// wordsForPeopleArePlain looks at the texts of a file. On screens and the command line each literal
// of several words is for people; elsewhere only what reads like a sentence is. What invented
// residents write, and what simulated servers answer, is in their words, not ours.
func wordsForPeopleArePlain(file sourceFile, used map[string]bool) []string {
	if file.isTest() || within(file.path, "app/rehearsal") || strings.Contains(file.path, "/sim/") || fitsAny(file.folder(), aids) {
		return nil
	}
	shown := within(file.path, "app/ui") || within(file.path, "app/cli")
	var findings []string
	tags := make(map[*ast.BasicLit]bool)
	ast.Inspect(file.syntax, func(node ast.Node) bool {
		switch n := node.(type) {
		case *ast.Field:
			tags[n.Tag] = true
		case *ast.BasicLit:
			if n.Kind != token.STRING || tags[n] {
				return true
			}
			text, err := strconv.Unquote(n.Value)
			if err != nil || !strings.Contains(text, " ") || !shown && !sentence.MatchString(text) {
				return true
			}
			if word := unsaid.FindString(quoted.ReplaceAllString(text, "")); word != "" {
				if _, excused := saidAllTheSame[text]; excused {
					used[text] = true
					return true
				}
				findings = append(findings, fmt.Sprintf("%s: %q says %q; say it in plain words.", file.at(n.Pos()), text, word))
			}
		}
		return true
	})
	return findings
}
