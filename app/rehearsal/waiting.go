package rehearsal

import (
	"time"

	"commsdesk/app/inbox"
)

// waitingTalks are the conversations that need somebody now. open(h, m) is the
// moment h hours and m minutes of open time ago; the promise is 8 hours.
func waitingTalks(open func(h, m int) time.Time) []talk {
	return []talk{
		{slug: "colin.prewett", name: "Colin Prewett", subject: "Brown bin missed again", at: open(8, 36), typ: inbox.ServiceRequest, tag: "Waste", assign: "RT",
			text: "Third week running our brown bin on Bedford Road has been left behind. The rest of the street was emptied. Can somebody tell me why, and when it will be collected?"},
		{slug: "sam.oduya", name: "Sam Oduya", subject: "Street light out by the school", at: open(8, 10), typ: inbox.Untriaged,
			text: "The light outside Marden School has been out since last week and the children walk home in the dark. Who mends it?"},
		{slug: "tom.ashdown", name: "Tom Ashdown", subject: "Which week does the purple bin start?", at: open(6, 8), typ: inbox.Question, tag: "Waste", assign: "GM",
			text:  "Just moved to Baldock. Which week does the purple-lid bin start, and is the garden one extra? The calendar in the post and the website say different things.",
			more:  "Bin day is Tuesday, so it would be good to know before then, thanks.",
			links: []link{{Text: "the website", URL: "https://www.north-herts.gov.uk"}}, moreAt: open(3, 20), note: "The printed calendar is right. The web page was corrected this morning."},
		{slug: "newsdesk", name: "Courier newsdesk", subject: "Statement request: car park charges", at: open(5, 20), typ: inbox.Press, tag: "Parking", assign: "JP",
			text:     "We are running a piece on the new charges in Royston. Could we have a statement from the leader or the cabinet member, and the figures for last year?",
			deadline: open(-1, -30)},
		{slug: "ola.brandt", name: "Ola Brandt", subject: "Council tax support form", at: open(2, 40), typ: inbox.Question, tag: "Council Tax", assign: "CS",
			text: "Is the council tax support form down? It loses everything on page 3 and I have to begin again."},
		{slug: "leanne.okoro", name: "Leanne Okoro", subject: "Hire of the museum room", at: open(1, 50), typ: inbox.Question, tag: "Museum",
			text: "Hi, can I hire the museum room for my nan’s 90th birthday? About 40 people, a Saturday in March if there is one."},
		{slug: "wren.hadley", name: "Wren Hadley", subject: "Big branch down near the path", at: open(0, 28), typ: inbox.ServiceRequest, tag: "Grounds Maintenance", assign: "CS",
			text: "A big branch has come down across the Icknield Way path near the car park. Nobody is hurt but a pram can’t get by. Picture attached.", files: []file{{Part: "2", Name: "branch.jpg", Type: "image/jpeg", Size: 183_204}}},
		{slug: "harriet.lowe", name: "Harriet Lowe", subject: "Where is your social media policy?", at: open(1, 15), typ: inbox.PolicyQuery,
			text: "My comment under your post about the market was hidden. Where can I read the rules you go by, and how do I ask for somebody to look at it again?"},
		{slug: "ines.varga", name: "Ines Varga", subject: "Garden waste round", at: open(0, 55), typ: inbox.Untriaged,
			text: "When is the next garden waste round in Letchworth? The leaflet has gone in the wrong bin, sorry."},
		{slug: "pat.grimsdyke", name: "Pat Grimsdyke", subject: "Complaint about how my call was handled", at: open(3, 5), typ: inbox.Complaint, tag: "Careline", assign: "comms",
			text: "I rang twice about my mother’s alarm and was cut off both times. I should like this looked into as a complaint, please."},
		{slug: "web.form", name: "Nadia Quist", subject: "Website form: dropped kerb", at: open(0, 12), typ: inbox.Untriaged, webForm: true,
			text: "Name: Nadia Quist\nSubject: Dropped kerb\n\nCan I have the kerb lowered in front of my house for a wheelchair?"},
		{slug: "bank.alert", name: "Parcel Service", subject: "Your parcel is waiting", at: open(0, 40), typ: inbox.Untriaged,
			text:  "Your parcel could not be delivered. Pay the small fee at www.north-herts.gov.uk/parcel within 24 hours.",
			links: []link{{Text: "www.north-herts.gov.uk/parcel", URL: "http://parcel-fee.example/pay", Suspicious: true}}},
		{slug: "moira.castle", name: "Moira Castle", subject: "Polling station", at: open(12, 0), typ: inbox.Question, tag: "Elections", assign: "GM",
			text: "Has my polling station moved? I have not had a card.", by: "GM", replied: open(10, 30),
			reply: "Hello Moira, your polling station is the same as last year. Cards go out in the first week of next month.",
			more:  "Thank you. My son turns 18 next week, does he get a card as well?", moreAt: open(4, 10)},
		{slug: "dawn.fellowes", name: "Dawn Fellowes", subject: "Pothole on Ninesprings Way", at: open(7, 30), typ: inbox.ServiceRequest, tag: "Roads", assign: "RT",
			text: "There is a deep pothole on Ninesprings Way by the bus stop. A cyclist came off yesterday.", by: "RT", replied: open(0, 45),
			reply: "Hello Dawn, the pothole on Ninesprings Way is now with the county’s highways team, reference 4471920. They aim to look at it within 5 working days."},
		{slug: "kit.marlow", name: "Kit Marlow", subject: "Museum opening on Sunday", at: open(6, 50), typ: inbox.Question, tag: "Museum", assign: "GM",
			text: "Is the museum open this Sunday, and is there a lift?", by: "GM", replied: open(1, 10),
			reply: "Hello Kit, the museum is open on Sunday from 11am to 3pm and there is a lift to every floor."},
		{slug: "old.address", name: "Priya Raman", subject: "Allotment waiting list", at: open(7, 5), typ: inbox.Question, tag: "Grounds Maintenance", assign: "RT",
			text: "How long is the waiting list for an allotment in Hitchin?", by: "RT", replied: open(2, 0),
			reply: "Hello Priya, at the moment it is about 14 months. I have added you to the list."},
	}
}
