package theme

import (
	"fyne.io/fyne/v2"
	toolkit "fyne.io/fyne/v2/theme"
)

// The colours of the desk by what they are for. Those that the toolkit knows
// too carry its name, so that its own widgets agree with ours.
const (
	Bg       = toolkit.ColorNameBackground      // window ground
	Surface  = toolkit.ColorNameInputBackground // lists, cards, boxes
	LineTone = toolkit.ColorNameSeparator       // 1 unit separators, decorative
	Control  = toolkit.ColorNameInputBorder     // borders of inputs, buttons, key caps
	Text     = toolkit.ColorNameForeground      // body
	Text3    = toolkit.ColorNamePlaceHolder     // times, hints, placeholders
	Accent   = toolkit.ColorNamePrimary         // primary button, link, focus, selection edge
	Tint     = toolkit.ColorNameSelection       // selected row, initials chip
	Danger   = toolkit.ColorNameError           // overdue, rejected, signed out
	Warn     = toolkit.ColorNameWarning         // under two hours left, check
	OK       = toolkit.ColorNameSuccess         // sent, in time, passed

	Sunken        fyne.ThemeColorName = "sunken" // group heads, details column
	Text2         fyne.ThemeColorName = "text2"  // secondary text
	OnAccent                          = toolkit.ColorNameForegroundOnPrimary
	DangerTint    fyne.ThemeColorName = "dangertint"   // ground behind danger
	WarnTint      fyne.ThemeColorName = "warntint"     // ground behind warn
	WarnBar       fyne.ThemeColorName = "warnbar"      // bars only, never text
	OKTint        fyne.ThemeColorName = "oktint"       // ground behind ok
	Unsure        fyne.ThemeColorName = "unsure"       // unconfirmed, waiting for approval, sample data
	UnsureTint    fyne.ThemeColorName = "unsuretint"   // ground behind unsure
	Note          fyne.ThemeColorName = "note"         // ground of an internal note
	NoteLine      fyne.ThemeColorName = "noteline"     // edge of an internal note
	Track         fyne.ThemeColorName = "track"        // empty part of a bar, avatar
	Rail          fyne.ThemeColorName = "rail"         // left rail
	RailActive    fyne.ThemeColorName = "railactive"   // the rail's open page
	RailText      fyne.ThemeColorName = "railtext"     // words and icons on the rail
	OnRail        fyne.ThemeColorName = "onrail"       // the open page's word, its edge, and avatars on the rail
	BadgeWork     fyne.ThemeColorName = "badgework"    // rail count: work for a person
	OnBadgeWork   fyne.ThemeColorName = "onbadgework"  // its text
	BadgeFault    fyne.ThemeColorName = "badgefault"   // rail count: something broke
	OnBadgeFault  fyne.ThemeColorName = "onbadgefault" // its text
	NetworkText   fyne.ThemeColorName = "networktext"  // letters on a network tile
	ButtonHover   fyne.ThemeColorName = "buttonhover"  // ground of a button under the pointer
	PrimaryHover  fyne.ThemeColorName = "primaryhover" // ground of a primary button under the pointer
	Lift          fyne.ThemeColorName = "lift"         // shadow of menus, dialogs and drawers
	Veil          fyne.ThemeColorName = "veil"         // over the page behind a dialog
	Transparent   fyne.ThemeColorName = "transparent"  // no ink
	tileX         fyne.ThemeColorName = "tilex"
	tileFacebook  fyne.ThemeColorName = "tilefacebook"
	tileInstagram fyne.ThemeColorName = "tileinstagram"
	tileYouTube   fyne.ThemeColorName = "tileyoutube"
	tileLinkedIn  fyne.ThemeColorName = "tilelinkedin"
	tileFlickr    fyne.ThemeColorName = "tileflickr"
	tileBluesky   fyne.ThemeColorName = "tilebluesky"
	tileMastodon  fyne.ThemeColorName = "tilemastodon"
	tileThreads   fyne.ThemeColorName = "tilethreads"
	tileNextdoor  fyne.ThemeColorName = "tilenextdoor"
	tileWhatsApp  fyne.ThemeColorName = "tilewhatsapp"
	tileByHand    fyne.ThemeColorName = "tilebyhand"
	tileMailbox   fyne.ThemeColorName = "tilemailbox"
)

// NetworkMark is what stands for a network on screen: our own letters on a
// fill of our own, never a logo. Letters are empty for the mailbox, which
// shows an envelope on a circle.
type NetworkMark struct {
	Letters string
	Fill    fyne.ThemeColorName
	Name    string // for people: "Facebook"
}

// marks are those of the networks, and of the places that are answered by hand.
var marks = map[string]NetworkMark{
	"x":         {"X", tileX, "X"},
	"facebook":  {"Fb", tileFacebook, "Facebook"},
	"instagram": {"Ig", tileInstagram, "Instagram"},
	"youtube":   {"Yt", tileYouTube, "YouTube"},
	"linkedin":  {"Li", tileLinkedIn, "LinkedIn"},
	"flickr":    {"Fl", tileFlickr, "Flickr"},
	"bluesky":   {"Bs", tileBluesky, "Bluesky"},
	"mastodon":  {"Ma", tileMastodon, "Mastodon"},
	"threads":   {"Th", tileThreads, "Threads"},
	"nextdoor":  {"Nd", tileNextdoor, "Nextdoor"},
	"whatsapp":  {"Wa", tileWhatsApp, "WhatsApp"},
	"groups":    {"Gr", tileByHand, "Groups of others"},
	"phone":     {"Ph", tileByHand, "Phone"},
	"counter":   {"Co", tileByHand, "Counter"},
	"other":     {"Ot", tileByHand, "Another place"},
}

// Mark returns the mark of a network by its id ("x", "facebook", "nextdoor").
// Any other id, and "mailbox", gives the mailbox's.
func Mark(network string) NetworkMark {
	if m, ok := marks[network]; ok {
		return m
	}
	return NetworkMark{"", tileMailbox, "Mailbox"}
}
