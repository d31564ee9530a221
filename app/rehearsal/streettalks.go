package rehearsal

import (
	"time"

	"commsdesk/app/inbox"
)

// post is something that we published on a network.
type post struct {
	network, slug, text string
	at                  time.Time
}

// posts are ours, oldest first.
func posts(open func(h, m int) time.Time) []post {
	return []post{
		{"flickr", "market", "The market in 1958, from the museum's archive", open(60, 0)},
		{"youtube", "meeting", "Full council, November meeting", open(40, 0)},
		{"linkedin", "apprentices", "Six apprenticeships are open until the second Friday of next month", open(36, 0)},
		{"facebook", "calendar", "Your new recycling calendar is on its way to every home", open(20, 0)},
		{"instagram", "lantern", "The lantern walk, in pictures", open(18, 0)},
		{"bluesky", "tax", "Council tax support: who can get it and how to ask", open(16, 0)},
		{"mastodon", "trees", "200 new trees for the Icknield Way", open(15, 0)},
		{"threads", "museum", "Free Sundays at the museum all winter", open(14, 0)},
		{"x", "works", "Station Road is closed on Sunday for resurfacing", open(12, 0)},
	}
}

// streetTalks are the conversations on the networks.
func streetTalks(now time.Time, open func(h, m int) time.Time) []talk {
	return []talk{
		{network: "facebook", under: "calendar", slug: "farida.noor", name: "Farida Noor", at: open(6, 20), typ: inbox.Question, tag: "Waste", assign: "GM",
			text: "Does the new calendar mean every two weeks for the brown bin as well?"},
		{network: "facebook", private: true, slug: "liam.croft", name: "Liam Croft", at: open(4, 40), typ: inbox.ServiceRequest, tag: "Waste", assign: "CS",
			text: "I don't want to put my address in public. My assisted collection was missed again."},
		{network: "facebook", under: "calendar", slug: "gaz.pike", name: "Gaz Pike", at: open(9, 0), typ: inbox.Abuse, note: "Words kept. To be looked at with the Communications Manager.", hidden: "Insults people who work for us (policy, 3.2)",
			text: "Whoever drew this calendar should be sacked, useless the lot of you."},
		{network: "facebook", under: "calendar", slug: "sheila.hart", name: "Sheila Hart", at: open(15, 0), typ: inbox.Question, tag: "Waste", by: "GM", replied: open(12, 30),
			text: "Ours has not come. When should it be here?", reply: "Hello Sheila, the last ones are delivered this Friday. Tell us if yours is not there by then.",
			more: "It came this morning. And where do I put batteries?", moreAt: open(3, 40)},
		{network: "facebook", under: "calendar", slug: "rhona.byrne", name: "Rhona Byrne", at: open(4, 20), typ: inbox.Question, tag: "Waste", assign: "RT", by: "RT", replied: open(0, 40), lost: true,
			text: "We have two brown bins. Does the second one cost extra this year?", reply: "Hello Rhona, the second bin is £49 a year. You can add it on the garden waste page, and it is emptied from the next round on."},
		{network: "instagram", under: "lantern", slug: "cleo.hartnell", name: "Cleo Hartnell", at: open(3, 50), typ: inbox.Question, tag: "Events", assign: "JP", by: "JP", replied: open(0, 30), withdrawn: true,
			text: "Where do we hand in lanterns that were left at the park?", reply: "Hello Cleo, at the museum desk, any day but Monday. Thank you for picking them up."},
		{network: "instagram", under: "lantern", slug: "tilda.ames", name: "Tilda Ames", at: open(5, 40), typ: inbox.Question, tag: "Events", assign: "JP",
			text: "Beautiful! May our school use the third picture?"},
		{network: "instagram", private: true, slug: "ravi.desh", name: "Ravi Desh", at: beforeWindow(now, open), typ: inbox.Untriaged,
			text: "Hi, can I hire the museum room for a birthday in March, and is there a piano?"},
		{network: "x", slug: "nell.baird", name: "Nell Baird", at: open(4, 50), typ: inbox.ServiceRequest, tag: "Roads", assign: "RT",
			text: "The lights at the crossing by the station are out again, and the school run starts at 3."},
		{network: "x", under: "works", slug: "dev.okafor", name: "Dev Okafor", at: open(10, 0), typ: inbox.Question, tag: "Roads", by: "RT", replied: open(8, 10),
			text: "Does the 97 bus still run on Sunday?", reply: "Hello Dev, yes. It goes by Queen Street and stops at the library."},
		{network: "youtube", under: "meeting", slug: "ken.walsh", name: "Ken Walsh", at: open(7, 20), typ: inbox.Comment,
			text: "The sound is missing from twelve minutes on."},
		{network: "linkedin", under: "apprentices", slug: "asha.menon", name: "Asha Menon", at: open(5, 30), typ: inbox.Question, tag: "Council news", assign: "GM",
			text: "Are applications open to people over 25?"},
		{network: "flickr", under: "market", slug: "edith.vane", name: "Edith Vane", at: open(30, 0), typ: inbox.Comment, by: "JP", replied: open(27, 0),
			text: "Which side of the square is this?", reply: "Hello Edith, it is the west side, seen from the Corn Exchange."},
		{network: "bluesky", under: "tax", slug: "ola.winter", name: "Ola Winter", at: open(2, 30), typ: inbox.Question, tag: "Council Tax", assign: "CS",
			text: "Does it count my son who moved back in?"},
		{network: "bluesky", slug: "marta.keane", name: "Marta Keane", at: open(11, 0), typ: inbox.Compliment,
			text: "The new crossing at Mill Lane is a joy. Thank you."},
		{network: "mastodon", under: "trees", slug: "wim.harker", name: "Wim Harker", at: open(1, 40), typ: inbox.Untriaged,
			text: "Which kinds did you plant? And who waters them in summer?"},
		{network: "mastodon", private: true, slug: "iona.reid", name: "Iona Reid", at: open(0, 50), typ: inbox.Untriaged,
			text: "May I write to you here about a neighbour's fence?"},
		{network: "threads", under: "museum", slug: "joy.abara", name: "Joy Abara", at: open(0, 35), typ: inbox.Untriaged,
			text: "Is there parking near the museum on Sundays?"},
	}
}

// beforeWindow is a moment after which Instagram takes answers for 1 h 22 more,
// where the desk was closed since: then that comes before our promise.
func beforeWindow(now time.Time, open func(h, m int) time.Time) time.Time {
	at := now.Add(-22*time.Hour - 38*time.Minute)
	if open(1, 0).Before(at) {
		return at
	}
	return open(3, 10)
}

// backTalk is what residents of the networks write when they are answered, by
// the name of the one who asked.
var backTalk = map[string]string{
	"farida.noor": "Clear now, thank you!",
	"nell.baird":  "Thanks for being quick. They are working again.",
	"ola.winter":  "And if he moves out again in spring?",
	"wim.harker":  "Good to hear. I will lend a can.",
	"liam.croft":  "Thank you, that is kind.",
}

// backAfter is how long they take.
const backAfter = 90 * time.Second
