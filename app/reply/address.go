package reply

import (
	"fmt"
	"regexp"
	"strings"
)

// address is what people's addresses look like; the adapter judges the rest.
var address = regexp.MustCompile(`^[^\s@<>(),;:"\[\]\\]+@([\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$`)

// badAddress says what is wrong with an address, "" when nothing is.
func badAddress(id string) string {
	local, domain, at := strings.Cut(id, "@")
	switch {
	case strings.TrimSpace(id) == "":
		return "One of the addresses is empty. Fill it in or remove it."
	case !at:
		return fmt.Sprintf("%s has no @, so it isn't an address. Correct it.", id)
	case strings.Contains(domain, "@"):
		return fmt.Sprintf("%s has more than one @. Correct it.", id)
	case strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(id, ".."):
		return fmt.Sprintf("%s has a full stop in the wrong place. Correct it.", id)
	case !strings.Contains(domain, "."):
		return fmt.Sprintf("%s has no ending such as .uk or .com. Correct it.", id)
	case !address.MatchString(id):
		return fmt.Sprintf("%s isn't written like an address. Correct it.", id)
	}
	return ""
}

// commonDomains are where most residents' mail is, and real neighbours of
// those, so that nobody is told that their address is a slip.
var commonDomains = []string{
	"gmail.com", "googlemail.com", "mail.com", "email.com", "ymail.com", "hotmail.com", "hotmail.co.uk", "outlook.com",
	"live.com", "live.co.uk", "msn.com", "yahoo.com", "yahoo.co.uk", "rocketmail.com", "icloud.com", "me.com", "mac.com",
	"aol.com", "aol.co.uk", "btinternet.com", "btopenworld.com", "sky.com", "virginmedia.com", "talktalk.net",
	"ntlworld.com", "blueyonder.co.uk", "tiscali.co.uk", "plus.com", "plusnet.com", "gmx.com", "gmx.co.uk",
	"protonmail.com", "proton.me", "fastmail.com",
}

// shortestGuess is the length from which one wrong letter is more likely a slip
// than another domain.
const shortestGuess = 8

// likelyTypo guesses what was meant by an address whose domain is one slip away
// from a common one.
func likelyTypo(id string) (meant string, ok bool) {
	at := strings.LastIndex(id, "@")
	if at < 0 {
		return "", false
	}
	domain := strings.ToLower(id[at+1:])
	best := 3
	for _, known := range commonDomains {
		if domain == known {
			return "", false
		}
		if len(known) < shortestGuess {
			continue
		}
		most := 1
		if len(known) >= 11 {
			most = 2
		}
		if d := slips(domain, known); d <= most && d < best {
			best, meant = d, id[:at+1]+known
		}
	}
	return meant, meant != ""
}

// slips counts the letters to add, drop, change or swap with their neighbour to
// make a of b (optimal string alignment).
func slips(a, b string) int {
	s, t := []rune(a), []rune(b)
	rows := make([][]int, len(s)+1)
	for i := range rows {
		rows[i] = make([]int, len(t)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(s)][len(t)]
}
