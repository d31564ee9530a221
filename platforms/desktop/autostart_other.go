//go:build !windows && !darwin

package desktop

import (
	"os"
	"path/filepath"
	"strings"
)

// autostartPath follows the Desktop Application Autostart Specification.
func autostartPath() (string, error) {
	config, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(config, "autostart", "commsdesk.desktop"), nil
}

func autostartText(line []string) string {
	words := make([]string, len(line))
	for i, word := range line {
		words[i] = desktopQuote(word)
	}
	return "[Desktop Entry]\nType=Application\nVersion=1.0\nName=" + AppName +
		"\nComment=Residents' messages, answered within one working day" +
		"\nExec=" + strings.Join(words, " ") + "\nTerminal=false\n"
}

// desktopQuote quotes a word for an Exec line (Desktop Entry Specification,
// "The Exec key"): in quotation marks with a backslash before four characters,
// a percent sign doubled, and then each backslash doubled again, as the value
// is a string of its own.
func desktopQuote(word string) string {
	inner := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "`", "\\`", `$`, `\$`, `%`, `%%`).Replace(word)
	return `"` + strings.ReplaceAll(inner, `\`, `\\`) + `"`
}
