// Package connect is the page that connects an account, drawn from its
// network's description: what the council needs, where to click, what each
// right is for, and what is to be typed. The same page signs an account in
// again.
package connect

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"commsdesk/app"
	"commsdesk/app/channel"
	"commsdesk/app/program"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// Options are what the page tells the screen around it.
type Options struct {
	// Leave is called when the officer goes back; what was typed stays.
	Leave func()
	// Connected is called when an account was connected or signed in again.
	Connected func(c channel.Channel)
}

// Page is the page. Its methods belong to the UI goroutine.
type Page struct {
	env     screen.Env
	opts    Options
	content *fyne.Container
	title   *part.Line
	back    *part.Button
	scroll  *container.Scroll
	body    *fyne.Container
	first   fyne.Focusable

	forms map[string]fyne.CanvasObject // by network: what was typed stays
	heads map[string]fyne.Focusable
	at    string // "" for the choice of a network
}

// New returns the page; nothing is on it yet.
func New(env screen.Env, opts Options) *Page {
	p := &Page{env: env, opts: opts, body: part.Stack(), forms: map[string]fyne.CanvasObject{}, heads: map[string]fyne.Focusable{}}
	p.title = part.NewText("Add a channel", theme.Title, theme.Text)
	p.back = part.NewButton(part.ButtonSpec{Label: "Back", Name: "Back to the channels", Icon: theme.IconArrowBack}, p.Back)
	head := part.Pad(0, 20, 0, 20, part.Row(12, p.back, part.Grow(p.title)))
	p.scroll = part.NewScroll(part.Narrow(1080, 20, part.Pad(20, 0, 28, 0, p.body)))
	p.content = part.Stack(part.NewBox(theme.Bg, 0), part.Column(0,
		part.Stack(part.NewBox(theme.Surface, 0), part.Sized(0, theme.TitleStrip, head)), part.HLine(), part.Grow(p.scroll)))
	return p
}

// Content is the page; always the same object.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Focus gives the keyboard to the page.
func (p *Page) Focus() {
	if p.env.Window == nil {
		return
	}
	if p.first != nil {
		p.env.Window.Canvas().Focus(p.first)
		return
	}
	p.env.Window.Canvas().Focus(p.back)
}

// Panes are the page's parts for F6.
func (p *Page) Panes() []fyne.Focusable {
	if p.first == nil {
		return []fyne.Focusable{p.back}
	}
	return []fyne.Focusable{p.back, p.first}
}

// Back goes from a form to the choice of a network, and from there to the
// channels. What was typed stays.
func (p *Page) Back() {
	if p.at == "" {
		p.opts.Leave()
		return
	}
	if _, again := p.forms[p.at]; !again { // signing in again, or connected
		p.opts.Leave()
		return
	}
	p.Choose()
	p.Focus()
}

// set shows content with its title and what gets the keyboard.
func (p *Page) set(at, title string, first fyne.Focusable, content fyne.CanvasObject) {
	p.at, p.first = at, first
	p.title.SetText(title)
	p.body.Objects = []fyne.CanvasObject{content}
	p.scroll.ScrollToTop()
	p.content.Refresh()
}

// refit lays the page out again after something on it grew.
func (p *Page) refit() { p.scroll.Refresh() }

func (p *Page) open(link string) {
	if err := p.env.OpenLink(link); err != nil {
		p.env.Say(err)
	}
}

// Choose shows the networks to choose from.
func (p *Page) Choose() {
	mail := program.Network{Name: program.MailboxNetwork, Title: p.env.Program.NetworkTitle(program.MailboxNetwork)}
	networks := []program.Network{mail}
	var byHand []program.Network
	for _, n := range p.env.Program.Networks() {
		if n.ByHand {
			byHand = append(byHand, n)
		} else {
			networks = append(networks, n)
		}
	}
	var first *part.Button
	grid := func(all []program.Network) fyne.CanvasObject {
		column := part.Column(10)
		for i := 0; i < len(all); i += 2 {
			left, button := p.offer(all[i])
			if first == nil {
				first = button
			}
			right := part.Spring()
			if i+1 < len(all) {
				right, _ = p.offer(all[i+1])
			}
			column.Add(part.Sides(10, 620, 0, left, right))
		}
		return column
	}
	content := part.Column(14, part.NewText("Read and answered here", theme.Heading, theme.Text), grid(networks))
	if len(byHand) > 0 {
		content.Add(part.Pad(8, 0, 0, 0, part.Column(2, part.NewText("By hand", theme.Heading, theme.Text),
			part.NewWrapped("Read and answered outside, and recorded here: they count, are signed and can be reported like the rest.", theme.Dense, theme.Text2))))
		content.Add(grid(byHand))
	}
	p.set("", "Add a channel", first, content)
}

// offer is the card of a network that can be connected.
func (p *Page) offer(n program.Network) (fyne.CanvasObject, *part.Button) {
	choose := part.NewButton(part.ButtonSpec{Label: "Choose", Name: "Choose " + n.Title, Height: theme.SmallSize}, func() {
		p.Open(n.Name)
		p.Focus()
	})
	words := part.Column(0, part.NewText(n.Title, theme.BodyBold, theme.Text), part.NewWrapped(aboutWords(n), theme.Small, theme.Text2))
	return part.Card(part.CardSpec{Pad: 12, Content: part.Row(10, part.NewNetworkTile(n.Name, 22), part.Grow(words), choose)}), choose
}

// Open shows the form of a network; what was typed there before is still there.
func (p *Page) Open(network string) {
	title := "Add " + p.env.Program.NetworkTitle(network)
	if made, ok := p.forms[network]; ok {
		p.set(network, title, p.heads[network], made)
		return
	}
	if network == program.MailboxNetwork {
		made, first := p.mailbox()
		p.keep(network, title, first, made)
		return
	}
	n, ok := p.env.Program.Network(network)
	if !ok {
		p.Choose()
		return
	}
	var offer program.Offer
	p.set("", title, nil, part.NewWrapped("One moment.", theme.Dense, theme.Text2))
	p.env.Work(func(ctx context.Context) (err error) {
		offer, _, err = p.env.Program.Offer(ctx, network)
		return err
	}, func(err error) {
		if err != nil {
			p.env.Say(err) // nothing can be taken over; everything can be typed
		}
		f := newForm(p, n, offer)
		p.keep(network, title, f.first(), f.content)
		p.Focus()
	})
}

func (p *Page) keep(network, title string, first fyne.Focusable, made fyne.CanvasObject) {
	p.forms[network], p.heads[network] = made, first
	p.set(network, title, first, made)
}

// done shows once what a connected account can do.
func (p *Page) done(c channel.Channel, can program.Abilities, again bool) {
	for _, key := range []string{c.Network} {
		delete(p.forms, key) // its secrets are kept elsewhere now
		delete(p.heads, key)
	}
	title := p.env.Program.NetworkTitle(c.Network)
	happened := fmt.Sprintf("%s on %s is connected.", c.Name, title)
	if again {
		happened = fmt.Sprintf("%s on %s is signed in again. What came meanwhile is being fetched.", c.Name, title)
	}
	next := part.NewButton(part.ButtonSpec{Label: "Show the channel", Look: part.Primary}, p.opts.Leave)
	another := part.NewButton(part.ButtonSpec{Label: "Add another channel", Icon: theme.IconAdd}, func() {
		p.Choose()
		p.Focus()
	})
	column := part.Column(14, part.Card(part.CardSpec{Pad: 18, Content: part.Row(10, part.NewIcon(theme.IconCheckCircleFill, theme.OK, 22),
		part.Grow(part.NewWrapped(happened, theme.BodyBold, theme.Text)), another, next)}))
	if !can.At.IsZero() {
		column.Add(section("This is what it can do", "It is asked again from time to time, and shown on the channel’s page.", AbilityList(can, p.open)))
		rules := append([]string(nil), can.Storage...)
		if can.ReplyRule != "" {
			rules = append(rules, can.ReplyRule)
		}
		if len(rules) > 0 {
			list := part.Column(6)
			for _, words := range rules {
				list.Add(part.NewWrapped(words, theme.Dense, theme.Text))
			}
			column.Add(section("The network’s rules", "", list))
		}
	}
	p.set("done", title, next, column)
	p.opts.Connected(c)
	p.Focus()
}

// sampleRefusal says why nothing can be connected to a sample desk.
func (p *Page) sampleRefusal() error {
	if !p.env.Program.Snapshot().Sample {
		return nil
	}
	return app.NewError(app.Wrong, "This is a sample desk: nothing leaves this PC, so no account can be connected to it. Leave the sample desk first.")
}
