// Package byhand is the channel for places that no program may read or answer:
// Nextdoor, WhatsApp, other people's groups, the phone, the counter. What residents
// say there is written down here, answered there, and the answer recorded here; so
// it counts, is signed and is kept like everything else.
package byhand

import "commsdesk/platforms"

// place is one kind of place: what is said of it wherever an adapter has reasons.
type place struct {
	name, title string
	// home is where the place lies on the web, "" where it doesn't.
	home string
	// unread says why nothing is read, unsent why nothing is sent, how what to do
	// instead.
	unread, unsent, how string
	// rule is said above every answer, "" for none.
	rule string
	// needs, steps and warning are for connecting.
	needs, steps []string
	warning      string
	// label and hint ask for the place's name, value is what stands there at first.
	label, hint, value string
	// account asks who we are there, "" where there is no such thing; address asks
	// for its page, "" where it has none.
	account, address string
}

const (
	writeDown = "When a resident asks something there, choose “Write down” and paste the link or the words."
	record    = "Answer there, then paste your answer into the conversation here with your initials."
)

// seenNotAnswered is the strategy's rule for other people's groups (S 5.6-5.7).
const seenNotAnswered = "The council answers only what is asked on its own pages (strategy, 5.6 and 5.7). What is written in other people's groups is seen and not answered: record “Seen, not answered” with the reason. Where something wrong goes round, publish the correction on the council's own pages and put its link beside the reason."

// places are all kinds, in the order in which they are shown.
func places() []place {
	return []place{
		{name: "nextdoor", title: "Nextdoor", home: "https://nextdoor.co.uk/",
			unread: "Nextdoor opens its interface only to partners that it approved.",
			unsent: "Nextdoor lets only approved partners publish and answer by program.",
			how:    "Open Nextdoor, signed in with the council's agency account, and answer there.",
			needs:  []string{"The council's agency account on Nextdoor, and somebody who looks there on every working day."},
			steps:  []string{"Enter the name of the agency account below. Nothing is signed in to.", writeDown, record},
			label:  "Place", hint: "What your team calls it.", value: "Nextdoor",
			account: "Agency account", address: "Page"},
		{name: "whatsapp", title: "WhatsApp", home: "https://web.whatsapp.com/",
			unread: "WhatsApp hands messages only to a server on the web, and lists none afterwards.",
			unsent: "WhatsApp sends for programs only through such a server.",
			how:    "Open WhatsApp on the council's phone or at web.whatsapp.com, and answer there.",
			needs:  []string{"The council's WhatsApp number on a phone or PC that somebody watches on every working day."},
			steps:  []string{"Enter the number below. Nothing is signed in to.", writeDown, record},
			label:  "Place", hint: "What your team calls it.", value: "WhatsApp", account: "The council's number",
			warning: "Write down no more of a private message than the answer needs."},
		{name: "groups", title: "Groups of others", home: "https://www.facebook.com/groups/",
			unread: "Facebook shows programs no groups; other people's groups belong to those who run them.",
			unsent: "The council speaks on its own pages, not in other people's groups.",
			how:    "Record “Seen, not answered” with the reason. Where something wrong goes round, publish the correction on the council's own pages.",
			rule:   seenNotAnswered,
			needs:  []string{"Nothing. This channel keeps a record of what was seen in groups and why it was not answered."},
			steps:  []string{"Enter the group's name and its address below, one channel for each group or one for them all.", writeDown, "Record “Seen, not answered” with the reason, and the link of the correction if you published one."},
			label:  "Group", hint: "Its name, or “Local groups” for them all.", address: "The group's address"},
		{name: "phone", title: "Phone",
			unread:  "Nobody listens in on the phone for you.",
			unsent:  "A call is made by a person.",
			how:     "Call back, or answer in the call, and record what was said.",
			needs:   []string{"A phone that the communications team answers."},
			steps:   []string{"Enter which phone it is below.", "During or after a call choose “Write down” and note who asked what, and the number to call back.", "After you called back, record the answer with your initials."},
			label:   "Phone",
			hint:    "For example “Press office line”.",
			account: "Number"},
		{name: "counter", title: "Counter",
			unread: "What is said at the counter reaches this desk only when somebody writes it down.",
			unsent: "At the counter a person answers.",
			how:    "Answer in person, by letter or by phone, and record what was said.",
			needs:  []string{"A counter or reception where residents ask."},
			steps:  []string{"Enter which counter it is below.", "Choose “Write down” and note who asked what, and how to reach them.", "When it is answered, record the answer with your initials."},
			label:  "Counter", hint: "For example “Town Hall reception”."},
		{name: "other", title: "Another place",
			unread: "No program reads this place for you.",
			unsent: "No program answers there for you.",
			how:    "Open the place and answer there, then record what was said.",
			needs:  []string{"A place where residents ask the council something, and somebody who looks there on every working day."},
			steps:  []string{"Enter its name and, if it is on the web, its address below.", writeDown, record},
			label:  "Place", hint: "What your team calls it.", account: "Who we are there", address: "Address"},
	}
}

// Describe says what each channel by hand asks for, in the order in which they are
// shown.
func Describe() []platforms.Network {
	var out []platforms.Network
	for _, p := range places() {
		n := platforms.Network{Name: p.name, Title: p.title, Needs: p.needs, Steps: p.steps, Warning: p.warning, ByHand: true,
			New: func(config []byte, _ platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
				return newAdapter(p, config, clock)
			}}
		n.Settings = append(n.Settings, platforms.Field{Key: "place", Label: p.label, Hint: p.hint, Value: p.value})
		if p.account != "" {
			n.Settings = append(n.Settings, platforms.Field{Key: "account", Label: p.account, Optional: true, Hint: "So that two channels of the same kind can be told apart."})
		}
		if p.address != "" {
			n.Settings = append(n.Settings, platforms.Field{Key: "address", Label: p.address, Optional: true, Hint: "It opens from the conversation. It looks like https://example.org/page."})
		}
		out = append(out, n)
	}
	return out
}
