package queue

import (
	"fmt"

	"fyne.io/fyne/v2"

	"commsdesk/app/notice"
	"commsdesk/app/outbox"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

func (c *composer) showHead() {
	k := c.now()
	made := fmt.Sprint(c.draft.ID, c.expand, c.draft.Quote, len(c.q.list.channels), c.draft.Channel, tabOf(k), tabsOf(c.account.Network, k, c.toAll()), c.aimWords())
	if !c.expand {
		made += fmt.Sprint(c.draft.To, c.draft.Cc)
	}
	if made == c.headMade {
		return
	}
	c.headMade = made
	c.makeTabs()
	top := fyne.CanvasObject(c.tabs)
	if c.isNew() {
		top = part.Pad(8, 14, 0, 14, part.Row(8, part.Grow(part.NewText("New mail", theme.DenseBold, theme.Text)), c.saved))
	}
	c.head.Objects = []fyne.CanvasObject{top}
	if words := c.aimWords(); words != "" {
		c.head.Objects = append(c.head.Objects, c.aimRow(words))
	}
	if k.Mail || c.isNew() {
		c.head.Objects = append(c.head.Objects, c.people.rows(c)...) // networks know whom it goes to
	}
	c.head.Refresh()
}

func (c *composer) showFoot() {
	k := c.now()
	label := sendLabel(c.account.Network, c.account.Name, k)
	files := k.Mail || c.isNew()
	discard := c.touched && worthKeeping(c.draft)
	made := fmt.Sprint(label, discard, len(c.others), files)
	if made == c.footMade {
		return
	}
	c.footMade = made
	c.send.SetLabel(label)
	c.foot.Objects = nil
	if files {
		c.foot.Add(part.NewButton(part.ButtonSpec{Label: "Attach", Icon: theme.IconAttachFile, Look: part.Quiet}, c.q.attach))
	}
	if discard {
		c.foot.Objects = append(c.foot.Objects, part.NewButton(part.ButtonSpec{Label: "Discard", Icon: theme.IconDelete, Look: part.Quiet}, c.q.discardDraft))
	}
	if n := len(c.others); n > 0 {
		drafts := part.NewButton(part.ButtonSpec{Label: part.Count(n, "more draft", "more drafts"), Icon: theme.IconDrafts, Look: part.Quiet}, nil)
		drafts.OnTapped = func() { part.ShowMenu(drafts, c.draftItems()...) }
		c.foot.Objects = append(c.foot.Objects, drafts)
	}
	c.foot.Objects = append(c.foot.Objects, part.Spring(), c.send)
	c.foot.Refresh()
}

func (c *composer) draftItems() []part.MenuItem {
	var items []part.MenuItem
	for _, d := range c.others {
		items = append(items, part.MenuItem{Label: c.q.view().draftWords(d), Icon: theme.IconDrafts, Do: func() { c.q.bringBack(d) }})
	}
	return items
}

// showAbout shows findings, files and the count; it is made anew only when it
// would look otherwise.
func (c *composer) showAbout(all []finding, since string) {
	k := c.now()
	n, rest, share := counted(k)
	beside := aside(k)
	if c.low && !c.focused {
		beside = nil
	}
	made := fmt.Sprint(all, n, rest, k.Initials, c.draft.ID, c.offline, beside)
	for _, f := range c.draft.Files {
		made += f.Hash + f.Name
	}
	if made == c.aboutMade {
		return
	}
	c.aboutMade = made
	c.about.Objects = nil
	for _, words := range beside {
		c.about.Add(part.RowTop(5, part.NewIcon(theme.IconInfo, theme.Text2, 16), part.Grow(part.NewWrapped(words, theme.Small, theme.Text2))))
	}
	good := c.showFindings(all, since)
	if c.offline {
		c.about.Add(part.RowTop(5, part.NewIcon(theme.IconCloudOff, theme.Warn, 16),
			part.Grow(part.NewWrapped(notice.NetworkTitle(c.account.Network)+" can’t be reached. Send anyway: it waits here and goes by itself.", theme.Small, theme.Warn))))
	}
	if len(c.draft.Files) > 0 {
		c.about.Add(c.fileTags())
	}
	good.Add(part.Spring())
	good.Objects = append(good.Objects, c.countLine(n, rest, share)...)
	c.about.Add(good)
	c.about.Refresh()
}

// countLine is the count with the officer's sign in it; share is how much of the
// limit is used, 0 without one.
func (c *composer) countLine(n, rest string, share float32) []fyne.CanvasObject {
	runs := []part.Run{{Text: n, Type: theme.SmallBold, Tone: theme.Text}, {Text: rest, Type: theme.Small, Tone: theme.Text2}}
	if share == 0 {
		return []fyne.CanvasObject{part.Row(5, part.NewRigid(runs...), part.Chip("^"+c.initials()))}
	}
	tone := part.Chosen
	if share > 1 {
		tone, runs[0].Tone = part.Late, theme.Danger
	}
	runs = append(runs, part.Run{Text: " ^" + c.initials(), Type: theme.SmallBold, Tone: theme.Accent})
	return []fyne.CanvasObject{part.NewRigid(runs...), part.Sized(32, 0, part.NewTimeBar(32, share, tone))}
}

// showFindings shows what needs a look, and returns the line of what is well.
func (c *composer) showFindings(all []finding, since string) *fyne.Container {
	good := part.Row(10)
	for _, f := range all {
		line := part.Row(4, part.NewIcon(f.icon, toneInk(f.tone), 16), part.NewText(f.words, theme.Small, toneInk(f.tone)))
		if f.tone == part.Good {
			good.Add(line)
			continue
		}
		row := part.RowTop(5, part.NewIcon(f.icon, toneInk(f.tone), 16), part.Grow(part.NewWrapped(f.words, theme.Small, toneInk(f.tone))))
		if since != "" && f.words == since {
			row.Add(part.NewButton(part.ButtonSpec{Label: "I have read it", Height: theme.SmallSize}, c.readOn))
		}
		c.about.Add(row)
	}
	return good
}

// readOn says that what came since the draft began was read: the Gate will not
// stop for it.
func (c *composer) readOn() {
	c.change(func(d *outbox.Draft) { d.Seen = seenNow(c.msgs, c.sends) })
}

func (c *composer) fileTags() fyne.CanvasObject {
	tags := part.Wrap(6)
	for i, f := range c.draft.Files {
		tags.Add(part.NewTag(f.Name+", "+sizeWords(f.Size), theme.IconAttachFile, func() {
			c.change(func(d *outbox.Draft) { d.Files = append(d.Files[:i:i], d.Files[i+1:]...) })
		}))
	}
	return tags
}
