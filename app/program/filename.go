package program

import (
	"path"
	"slices"
	"strings"
	"unicode"
)

// longestName is the longest name in bytes that a file is saved under: what
// every file system takes, with room for a number.
const longestName = 200

// devices are names that Windows keeps for devices, whatever their extension.
var devices = []string{"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}

// FileName makes of the name that a file came with one that every file system
// takes, that leads into no other folder, names no device or stream, is not
// hidden, and reads as what it is (DESIGN 9). It is never empty.
func FileName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`/\:*?"<>|`, r):
			return '-'
		case unicode.IsSpace(r):
			return ' '
		case r == unicode.ReplacementChar, unicode.Is(unicode.C, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			return -1 // controls, marks of direction, what has no width
		}
		return r
	}, strings.ToValidUTF8(name, ""))
	name = strings.TrimRight(strings.TrimLeft(strings.Join(strings.Fields(name), " "), ". -"), ". ")
	if len(name) > longestName {
		ending := path.Ext(name)
		if len(ending) > 16 {
			ending = ""
		}
		name = strings.TrimRight(strings.ToValidUTF8(name[:longestName-len(ending)], ""), ". ") + ending
	}
	if name == "" {
		return "file"
	}
	if isDevice(name) {
		return "file " + name
	}
	return name
}

func isDevice(name string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(name), ".")
	stem = strings.TrimSpace(stem)
	if slices.Contains(devices, stem) {
		return true
	}
	number, port := strings.CutPrefix(stem, "com")
	if !port {
		number, port = strings.CutPrefix(stem, "lpt")
	}
	return port && slices.Contains([]string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³"}, number)
}
