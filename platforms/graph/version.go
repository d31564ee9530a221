package graph

import (
	"fmt"
	"strconv"
	"strings"

	"commsdesk/platforms"
)

const (
	// DefaultVersion is asked for when the settings name none. It was switched on
	// on 18 February 2026 and ends on 29 July 2028 (platforms.md 2).
	DefaultVersion = "v25.0"
	// oldest is the oldest version that Meta still answers.
	oldest = 22
)

// Version reads a version as people write it: "25", "v25", "V25.0", or nothing
// for DefaultVersion; "v1.0", which Threads alone has, stays as it is. Its error
// names what is wrong with it.
func Version(s string) (string, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	switch s {
	case "":
		return DefaultVersion, nil
	case "v1.0":
		return s, nil
	}
	major, minor, found := strings.Cut(strings.TrimPrefix(s, "v"), ".")
	n, err := strconv.Atoi(major)
	if _, bad := strconv.Atoi(minor); err != nil || n < 1 || n > 999 || found && bad != nil {
		return "", &platforms.Error{Class: platforms.ClassRefused, Sentence: "The version of Meta's interface looks like v25.0. Leave it empty to use " + DefaultVersion + "."}
	}
	if n < oldest {
		return "", &platforms.Error{Class: platforms.ClassRefused,
			Sentence: fmt.Sprintf("Meta has switched off version %d of its interface. Use %s, or leave the version empty.", n, DefaultVersion)}
	}
	if minor == "" {
		minor = "0"
	}
	return fmt.Sprintf("v%d.%s", n, minor), nil
}
