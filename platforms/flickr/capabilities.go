package flickr

import (
	"context"

	"commsdesk/platforms"
)

// photoTypes and filmTypes are what Flickr takes.
var (
	photoTypes = []string{"image/jpeg", "image/png", "image/gif", "image/tiff"}
	filmTypes  = []string{"video/mp4", "video/quicktime", "video/x-msvideo", "video/x-ms-wmv", "video/mpeg", "video/3gpp", "video/webm"}
)

// Capabilities are those of the last Identity or Test; the zero value before.
func (a *Adapter) Capabilities() platforms.Capabilities {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.caps
}

// able is what the account can do. The caller holds the lock.
func (a *Adapter) able(me *account) platforms.Capabilities {
	mine := signServer + "/photos/" + me.id + "/"
	writes := platforms.Yes()
	return platforms.Capabilities{
		ProbedAt:       a.clock().UTC(),
		Watch:          platforms.No("Flickr has to be asked: it sends no news by itself.", ""),
		Mentions:       platforms.No("Flickr does not tell where else the council is named.", mine),
		Comments:       platforms.Yes(),
		Messages:       platforms.No("Flickr gives programs no access to FlickrMail.", signServer+"/mail/"),
		Reply:          writes,
		Private:        platforms.No("Flickr gives programs no access to FlickrMail. Write there by hand.", signServer+"/mail/write"),
		Publish:        writes,
		Schedule:       platforms.No("Flickr publishes at once. Publish it there when it is time.", ""),
		AltText:        platforms.No("Flickr has no description for people who can't see a picture. Commsdesk adds it to the photo's description.", ""),
		FilesInSent:    platforms.Yes(),
		ProveSent:      platforms.Yes(),
		Hide:           platforms.No("Flickr can't hide a comment. Delete it, or close the photo's comments on Flickr.", mine),
		Delete:         writes,
		Mute:           platforms.No("Flickr knows no muting. Block the person on Flickr.", mine),
		Block:          platforms.No("Flickr gives programs no way to block people. Open the person's page on Flickr and choose Block there.", mine),
		Unblock:        platforms.No("Flickr gives programs no way to unblock people. It is done on the person's page on Flickr.", mine),
		Report:         platforms.No(reportReason, mine),
		ListBlocks:     platforms.No("Flickr does not tell programs who is blocked. It stands in the account's settings on Flickr.", signServer+"/account"),
		Withdraw:       writes,
		Thread:         platforms.Yes(),
		Recheck:        platforms.Yes(),
		PostMetrics:    platforms.Yes(),
		AccountMetrics: platforms.Ability{OK: true, Reason: "Flickr tells the number of photos, not that of followers."},
		Attachments:    platforms.No("Comments on Flickr carry no files.", ""),
		MaxText:        commentMost, Counter: platforms.CountUTF16,
		MaxMedia: 1, MaxImageBytes: a.largest(a.photoMost, photoMost), MaxVideoBytes: min(carriedMost, a.largest(a.videoMost, videoMost)),
		MediaTypes: append(append([]string(nil), photoTypes...), filmTypes...),
		Poll:       pollEvery,
	}
}

// largest is the account's own limit, or the guess where it told none.
func (a *Adapter) largest(own, guess int64) int64 {
	if own > 0 {
		return own
	}
	return guess
}

// Test tries sign-in, account and permission in turn. It changes nothing.
func (a *Adapter) Test(ctx context.Context, _ bool, step func(platforms.Step)) (platforms.TestReport, error) {
	var report platforms.TestReport
	var me *account
	for _, s := range []struct {
		name string
		try  func() (string, error)
	}{
		{"sign-in", func() (string, error) { return "A sign-in is there.", a.ready(ctx) }},
		{"account", func() (string, error) {
			var err error
			if me, err = a.askWho(ctx); err != nil {
				return "", err
			}
			return "This is the account “" + me.name + "”.", nil
		}},
		{"permission", func() (string, error) { return "The account's photos can be read.", a.probe(ctx, me) }},
	} {
		why, err := s.try()
		done := platforms.Step{Name: s.name, OK: err == nil, Why: why}
		if err != nil {
			done.Why = sentenceOf(err)
		}
		report.Steps = append(report.Steps, done)
		step(done)
		if err != nil {
			return report, err
		}
	}
	return report, nil
}
