package desktop

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
)

// agentLabel names the LaunchAgent.
const agentLabel = "commsdesk.autostart"

func autostartPath() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, "Library", "LaunchAgents", agentLabel+".plist"), nil
}

// autostartText is a launchd.plist(5) that starts the program once at sign-in.
func autostartText(line []string) string {
	var words strings.Builder
	for _, word := range line {
		words.WriteString("<string>")
		// A strings.Builder takes every write.
		_ = xml.EscapeText(&words, []byte(word))
		words.WriteString("</string>")
	}
	return xml.Header + `<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>Label</key><string>` + agentLabel + `</string>
<key>ProgramArguments</key><array>` + words.String() + `</array>
<key>RunAtLoad</key><true/>
</dict></plist>
`
}
