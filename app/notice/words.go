package notice

import "strings"

// names are how networks write themselves, where that is not their short name
// with a capital letter.
var names = map[string]string{"youtube": "YouTube", "linkedin": "LinkedIn", "whatsapp": "WhatsApp"}

// NetworkWords is a network inside a sentence; NetworkTitle at its start.
func NetworkWords(network string) string {
	if network == "mailbox" {
		return "mailbox"
	}
	if name, ok := names[network]; ok {
		return name
	}
	if network == "" {
		return ""
	}
	return strings.ToUpper(network[:1]) + network[1:]
}

// NetworkTitle is a network at the start of a sentence.
func NetworkTitle(network string) string {
	if network == "mailbox" {
		return "The mailbox"
	}
	return NetworkWords(network)
}

// talkWords is where a private or public answer goes.
func talkWords(network string, private bool) string {
	switch {
	case private && network == "facebook":
		return "Messenger"
	case private:
		return NetworkWords(network) + " messages"
	}
	return NetworkWords(network)
}
