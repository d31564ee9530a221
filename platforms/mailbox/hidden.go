package mailbox

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// hidden tells an element that no reader would see: mail uses it for preview
// lines, and cheats use it for words that programs read and people don't.
func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			if hiddenStyle(a.Val) {
				return true
			}
		}
	}
	return false
}

// hiddenStyle reads an inline style for the usual ways of hiding.
func hiddenStyle(style string) bool {
	zeroBox := false
	clipped := false
	for declaration := range strings.SplitSeq(strings.ToLower(style), ";") {
		name, value, _ := strings.Cut(declaration, ":")
		name = strings.TrimSpace(name)
		value = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		switch name {
		case "display":
			if value == "none" {
				return true
			}
		case "visibility":
			if value == "hidden" || value == "collapse" {
				return true
			}
		case "font-size", "opacity":
			if isZero(value) {
				return true
			}
		case "mso-hide":
			if value == "all" {
				return true
			}
		case "max-height", "height", "width", "max-width":
			zeroBox = zeroBox || isZero(value)
		case "overflow":
			clipped = value == "hidden"
		}
	}
	return zeroBox && clipped
}

// isZero tells 0, 0px, 0.0em and the like.
func isZero(value string) bool {
	number := strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz% ")
	f, err := strconv.ParseFloat(number, 64)
	return err == nil && f == 0
}
