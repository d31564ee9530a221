package rehearsal

import (
	"time"

	"commsdesk/app/inbox"
)

// settledTalks were dealt with in the last three weeks, well and late.
func settledTalks(open func(h, m int) time.Time) []talk {
	return []talk{
		{slug: "irene.catchpole", name: "Irene Catchpole", subject: "Brown bins in Bedford Road", at: open(7, 0), typ: inbox.ServiceRequest, tag: "Waste", by: "RT", replied: open(0, 20),
			text:  "Will the brown bins be collected this week?",
			reply: "Hello Irene, the brown bins in Bedford Road will be collected tomorrow. Please leave yours out."},
		{slug: "marden.office", name: "Marden School office", subject: "Picture for our newsletter", at: open(6, 0), typ: inbox.Question, tag: "Events", by: "JP", replied: open(0, 35),
			text:  "May we use your picture of the lantern walk in our newsletter?",
			reply: "Hello, yes, with pleasure. The picture you asked for comes with the credit line to use: Sample Council."},
		{slug: "mo.saddiq", name: "Mo Saddiq", subject: "Fly-tipping at the lay-by", at: open(20, 0), typ: inbox.ServiceRequest, tag: "Waste", by: "CS", replied: open(17, 30), redirect: "Do It Online",
			text: "Somebody has left a sofa and tyres in the lay-by on the A505."},
		{slug: "lena.holt", name: "Lena Holt", subject: "Apprenticeships", at: open(24, 0), typ: inbox.Question, tag: "Council news", by: "GM", replied: open(21, 0), settle: "done", settled: open(20, 30),
			text:  "When do applications for the apprenticeships close?",
			reply: "Hello Lena, applications close at noon on the second Friday of next month."},
		{slug: "jonas.peel", name: "Jonas Peel", subject: "Market stall", at: open(30, 0), typ: inbox.Question, tag: "Events", by: "GM", replied: open(27, 0), settle: "wait", settled: open(26, 50),
			text:  "I should like a stall at the Christmas market. What do I need?",
			reply: "Hello Jonas, which day would you like, and will you sell food? Then I can send you the right form."},
		{slug: "grace.tanner", name: "Grace Tanner", subject: "Thank you to the crew", at: open(10, 0), typ: inbox.Compliment, tag: "Waste",
			text: "The crew on our round carried my neighbour’s bin back to her door in the rain. Please thank them."},
		{slug: "felix.dunn", name: "Felix Dunn", subject: "The new logo", at: open(14, 0), typ: inbox.Comment,
			text: "I liked the old one better. No need to answer."},
		{slug: "anon.shouter", name: "Rex Barlow", subject: "You lot", at: open(16, 0), typ: inbox.Abuse, note: "Words kept. To be looked at with the Communications Manager.",
			text: "You are all useless idiots and should be ashamed."},
		{slug: "seo.offers", name: "Rank Higher", subject: "First page guaranteed", at: open(18, 0), typ: inbox.Spam,
			text: "We can bring your website to the first page. Reply today."},
		{slug: "hugh.anstey", name: "Hugh Anstey", subject: "Parking permit", at: open(60, 0), typ: inbox.Question, tag: "Parking", by: "CS", replied: open(48, 0),
			text:  "How do I get a second permit for a carer?",
			reply: "Hello Hugh, a carer’s permit is free. You can ask for it with the form on the parking page."},
		{slug: "bea.norris", name: "Bea Norris", subject: "Play area fence", at: open(75, 0), typ: inbox.ServiceRequest, tag: "Grounds Maintenance", by: "RT", replied: open(71, 0), settle: "done", settled: open(70, 0),
			text:  "The fence at the play area has a gap that a toddler can get through.",
			reply: "Hello Bea, thank you for telling us. The gap was closed this morning."},
		{slug: "owen.frith", name: "Owen Frith", subject: "Planning notice", at: open(90, 0), typ: inbox.Question, tag: "Planning", settle: "no-reply", settled: open(86, 0),
			text: "For your information, the notice on Mill Lane has blown off its post."},
		{slug: "out.of.office", name: "Sample Supplier", subject: "Automatic reply: away", at: open(5, 40), auto: "auto-reply",
			text: "I am out of the office until Thursday."},
	}
}

// olderTalks lay in the mailbox before the desk was connected: history, which
// is no work until somebody makes it so.
func olderTalks(now time.Time, _ func(h, m int) time.Time) []talk {
	return []talk{
		{slug: "vera.stone", name: "Vera Stone", subject: "Hall booking in spring", at: now.AddDate(0, -2, 0),
			text: "Can the town hall be booked for a wedding in May?"},
		{slug: "carl.yates", name: "Carl Yates", subject: "Noise from the works", at: now.AddDate(0, -3, 0),
			text: "The works begin at six in the morning. Is that allowed?"},
	}
}
