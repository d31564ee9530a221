package cli

import (
	"regexp"
	"strings"
)

// optionWords words a mistake in an option for people: the flag package speaks
// to programmers.
func optionWords(err error) string {
	says := err.Error()
	if name, ok := strings.CutPrefix(says, "flag provided but not defined: -"); ok {
		if name == "json" || name == "workspace" {
			return "--" + name + " stands before the command."
		}
		return "There is no option --" + name + "."
	}
	if name, ok := strings.CutPrefix(says, "flag needs an argument: -"); ok {
		return "The option --" + name + " needs a value."
	}
	if m := unusable.FindStringSubmatch(says); m != nil {
		return "“" + m[1] + "” can't be used for --" + m[2] + "."
	}
	return "One of the options can't be read."
}

var unusable = regexp.MustCompile(`^invalid (?:boolean )?value "(.*)" for (?:flag )?-([^:]+):`)
