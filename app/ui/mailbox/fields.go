package mailbox

import (
	"maps"

	"fyne.io/fyne/v2"

	"commsdesk/app/program"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/screen"
	"commsdesk/app/ui/theme"
)

// Fields are a form on screen.
type Fields struct {
	// OnChanged is called when anything was changed; OnSubmitted when Enter was
	// pressed in the last box. Both may be nil.
	OnChanged   func()
	OnSubmitted func()
	// OnGrown is called when there is more or less to show; nil: nothing.
	OnGrown func()

	env                         screen.Env
	address                     *part.Entry // nil when the address is known
	content                     fyne.CanvasObject
	form                        Form
	chosen                      bool // the way was chosen by hand
	user, password, display, ca *part.Entry
	imapHost, imapPort          *part.Entry
	smtpHost, smtpPort          *part.Entry
	imapTLS, smtpTLS            *part.Select
	self                        *part.CheckRow
	way                         *part.Select
	typed                       *fyne.Container // the password's row
	page                        *signInPage
}

// NewFields returns the boxes of a form, filled in.
func NewFields(env screen.Env, f Form) *Fields {
	x := &Fields{env: env, form: f}
	x.page = newSignInPage(x)
	x.way = part.NewSelect("How the mailbox signs in", ways(), wayOf(f))
	x.way.OnChanged = x.choose
	x.user = x.entry("User name", f.Address, f.User)
	x.password = part.NewEntry(part.EntrySpec{Name: "Password", Icon: theme.IconLock, Password: true, Height: theme.LargeSize})
	x.hear(x.password)
	x.display = x.entry("Name that residents see", "Press office", f.DisplayName)
	x.ca = x.entry("File with the council's own authority", "council.pem", f.CAFile)
	x.imapHost, x.imapPort = x.entry("Server for incoming mail", "imap.example.gov.uk", f.IMAP.Host), x.entry("Port for incoming mail", "993", f.IMAP.Port)
	x.smtpHost, x.smtpPort = x.entry("Server for outgoing mail", "smtp.example.gov.uk", f.SMTP.Host), x.entry("Port for outgoing mail", "587", f.SMTP.Port)
	x.imapTLS, x.smtpTLS = x.encryption("incoming", f.IMAP.TLS), x.encryption("outgoing", f.SMTP.TLS)
	x.self = part.NewCheckRow("Send ourselves a copy of each reply", "so that a reply whose outcome is not known can be proved", f.SelfCopy)
	x.self.OnChanged = func(bool) { x.changed() }
	pick := part.NewButton(part.ButtonSpec{Label: "Choose", Icon: theme.IconFolderOpen, Height: theme.LargeSize}, func() {
		env.PickFile(func(path string) {
			if path != "" {
				x.ca.SetText(path)
			}
		})
	})
	x.typed = part.Column(0, part.FormRow("Password", "Kept in this computer's password store.", x.password))
	x.showWay()
	column := part.Column(16)
	if f.Address == "" {
		x.address = part.NewEntry(part.EntrySpec{Name: "The mailbox’s address", Icon: theme.IconMail, Placeholder: "press@example.gov.uk", Height: theme.LargeSize})
		x.hear(x.address)
		x.address.OnChanged = x.guess
		column.Add(part.FormRow("The mailbox’s address", "", x.address))
	}
	x.content = column
	for _, o := range []fyne.CanvasObject{
		part.Sides(20, 480, 0,
			part.FormRow("How it signs in", "Microsoft 365 and Google take no passwords.", x.way),
			part.FormRow("User name", "If it is not the address itself.", x.user)),
		x.typed, x.page.content,
		part.Sides(20, 480, 0,
			server("Incoming mail", "The IMAP server", x.imapHost, x.imapPort, x.imapTLS),
			server("Outgoing mail", "The SMTP server", x.smtpHost, x.smtpPort, x.smtpTLS)),
		part.Sides(20, 480, 0,
			part.FormRow("Name that residents see", "It stands before the address.", x.display),
			part.FormRow("The council's own authority", "A PEM file, only if IT gave you one.", part.Row(6, part.Grow(x.ca), pick))),
		x.self} {
		column.Add(o)
	}
	return x
}

// guess fills in the servers of an address while it is typed, as long as nobody
// has named others.
func (x *Fields) guess(address string) {
	before := guessBy(x.form.Address, wayOf(x.form))
	now := Guess(address)
	if !x.chosen && wayOf(now) != wayOf(x.form) {
		x.way.Set(ways(), wayOf(now))
		x.form.Way = now.Way
		x.showWay()
	}
	x.fill(before, guessBy(address, wayOf(x.form)))
	x.form.Address = now.Address
	x.changed()
}

// fill replaces the names of servers that were only supposed.
func (x *Fields) fill(before, now Form) {
	for _, s := range []struct {
		box        *part.Entry
		before, to string
	}{{x.imapHost, before.IMAP.Host, now.IMAP.Host}, {x.smtpHost, before.SMTP.Host, now.SMTP.Host}} {
		if s.box.Text() == s.before {
			s.box.SetText(s.to)
		}
	}
}

// ways are the choices of how a mailbox signs in.
func ways() []part.Option {
	return []part.Option{
		{ID: program.ByPassword, Label: "With a password"},
		{ID: program.ByMicrosoft, Label: "On Microsoft 365’s page"},
		{ID: program.ByGoogle, Label: "On Google’s page"},
		{ID: program.ByOAuth, Label: "On the council’s own sign-in page"},
	}
}

// wayOf names the way of a form.
func wayOf(f Form) string {
	if f.Way == "" {
		return program.ByPassword
	}
	return f.Way
}

// choose is the officer's choice of a way.
func (x *Fields) choose(way string) {
	before := guessBy(x.form.Address, wayOf(x.form))
	x.chosen, x.form.Way = true, way
	x.fill(before, guessBy(x.form.Address, way))
	x.page.forget()
	x.showWay()
	x.changed()
	if x.OnGrown != nil {
		x.OnGrown()
	}
}

// showWay shows the boxes of the chosen way alone.
func (x *Fields) showWay() {
	if x.form.ByPage() {
		x.typed.Hide()
	} else {
		x.typed.Show()
	}
	x.page.show(x.form.Way)
}

// server is the boxes of one server.
func server(name, hint string, host, port *part.Entry, encryption *part.Select) fyne.CanvasObject {
	return part.FormRow(name, hint, part.Column(6, host, part.Row(6, part.Sized(76, 0, port), part.Grow(encryption))))
}

func (x *Fields) entry(name, placeholder, text string) *part.Entry {
	e := part.NewEntry(part.EntrySpec{Name: name, Placeholder: placeholder, Text: text, Height: theme.LargeSize})
	x.hear(e)
	return e
}

func (x *Fields) hear(e *part.Entry) {
	e.OnChanged = func(string) { x.changed() }
	e.OnSubmitted = func(string) {
		if x.OnSubmitted != nil {
			x.OnSubmitted()
		}
	}
}

func (x *Fields) encryption(which, selected string) *part.Select {
	s := part.NewSelect("Encryption of "+which+" mail", []part.Option{
		{ID: Implicit, Label: "TLS from the start"},
		{ID: StartTLS, Label: "STARTTLS"},
	}, selected)
	s.OnChanged = func(string) { x.changed() }
	return s
}

func (x *Fields) changed() {
	if x.OnChanged != nil {
		x.OnChanged()
	}
}

// Content is the boxes.
func (x *Fields) Content() fyne.CanvasObject { return x.content }

// Form is what the boxes hold now.
func (x *Fields) Form() Form {
	f := x.form
	f.User, f.DisplayName, f.CAFile = x.user.Text(), x.display.Text(), x.ca.Text()
	f.IMAP = Server{x.imapHost.Text(), x.imapPort.Text(), x.imapTLS.Selected()}
	f.SMTP = Server{x.smtpHost.Text(), x.smtpPort.Text(), x.smtpTLS.Selected()}
	f.SelfCopy = x.self.On()
	x.page.fill(&f)
	return f
}

// Accept notes an accepted certificate, Learn what the connection test found
// out about filing.
func (x *Fields) Accept(endpoint, fingerprint string) { x.form.Accept(endpoint, fingerprint) }

// Learn is described at Accept.
func (x *Fields) Learn(filesInSent *bool) {
	if filesInSent != nil {
		x.form.Keep("files_in_sent", *filesInSent)
	}
}

// Secrets are what signs in, as the program takes it: the password, or what the
// sign-in page brought. They are empty when nothing was typed or no page opened,
// and Missing says in a sentence what to do about that.
func (x *Fields) Secrets() map[string]string {
	switch {
	case x.form.ByPage():
		return maps.Clone(x.page.held) // a test that renews them works beside the form
	case x.password.Text() == "":
		return nil
	}
	return map[string]string{program.Password: x.password.Text()}
}

// Renewed takes secrets back after a test: a sign-in that was renewed there holds
// in its new form only.
func (x *Fields) Renewed(secrets map[string]string) {
	if x.page.held != nil {
		x.page.held = secrets
	}
}

// Missing is described at Secrets.
func (x *Fields) Missing() error {
	switch {
	case len(x.Secrets()) > 0:
		return nil
	case x.form.ByPage():
		return wrong("Press “Open the sign-in page” and sign in there first.")
	}
	return wrong("Type the mailbox's password.")
}

// First is the box that gets the keyboard: the address, or where that is known
// the password, since the rest is guessed.
func (x *Fields) First() fyne.Focusable {
	if x.address != nil {
		return x.address.Target()
	}
	if x.form.ByPage() {
		return x.page.clientID.Target()
	}
	return x.password.Target()
}
