package youtube

import (
	"context"

	"commsdesk/platforms"
)

// Capabilities are those of the last Identity or Test; the zero value before.
func (a *Adapter) Capabilities() platforms.Capabilities {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.caps
}

// probe asks for the queue of held comments, which needs the right to moderate,
// and notes what the account can do.
func (a *Adapter) probe(ctx context.Context, me *channel) error {
	_, err := a.api.CommentThreads.List([]string{"id"}).AllThreadsRelatedToChannelId(me.id).ModerationStatus(held).MaxResults(1).Context(ctx).Do()
	err = plain(err, false)
	manages := platforms.Yes()
	if platforms.ClassOf(err) == platforms.ClassPermission {
		manages = platforms.No(sentences["insufficientPermissions"].Sentence, studio(me.id))
	} else if err != nil {
		return err
	}
	caps := a.able(me, manages)
	a.mu.Lock()
	a.caps = caps
	a.mu.Unlock()
	return nil
}

func (a *Adapter) able(me *channel, manages platforms.Ability) platforms.Capabilities {
	page := "https://www.youtube.com/channel/" + me.id
	films := "https://studio.youtube.com/channel/" + me.id + "/videos"
	community := "https://studio.youtube.com/channel/" + me.id + "/settings"
	publish, schedule := manages, manages
	if manages.OK && !a.cfg.audited() {
		publish = platforms.Ability{OK: true, Link: films,
			Reason: "YouTube keeps films that come this way private until it has audited the council's project. Somebody publishes them in YouTube Studio."}
		schedule = platforms.No("Until YouTube has audited the council's project, films that come this way stay private, so YouTube can't publish them by itself. Choose the moment in YouTube Studio.", films)
	}
	return platforms.Capabilities{
		ProbedAt:       a.clock().UTC(),
		Watch:          platforms.No("YouTube has to be asked: it sends no news by itself.", ""),
		Mentions:       platforms.No("YouTube's interface does not tell where else the council is named.", page),
		Comments:       manages,
		Messages:       platforms.No("YouTube has no private messages.", page),
		Reply:          manages,
		Private:        platforms.No("YouTube has no private messages. Ask the person to write by mail.", page),
		Publish:        publish,
		Schedule:       schedule,
		AltText:        platforms.No("YouTube has no description for people who can't see a film. Add subtitles in YouTube Studio.", films),
		FilesInSent:    platforms.Yes(),
		ProveSent:      platforms.Yes(),
		Hide:           manages,
		Delete:         manages,
		Mute:           platforms.No("YouTube knows no muting. Hold the comment back, or block the person.", studio(me.id)),
		Block:          manages,
		Unblock:        platforms.No("YouTube unblocks people in YouTube Studio only: Settings, Community, Hidden users.", community),
		Report:         platforms.No("YouTube takes reports of comments on its own pages only. Open the comment on YouTube and choose Report there.", page),
		ListBlocks:     platforms.No("YouTube shows who is blocked in YouTube Studio only: Settings, Community, Hidden users.", community),
		Withdraw:       manages,
		Thread:         manages,
		Recheck:        manages,
		PostMetrics:    platforms.Yes(),
		AccountMetrics: platforms.Ability{OK: true, Reason: "YouTube rounds the number of subscribers down to three figures."},
		Attachments:    platforms.No("Pictures in comments can be looked at on YouTube only.", page),
		MaxText:        commentMost, Counter: platforms.CountUTF16,
		MaxMedia: 1, MaxVideoBytes: videoMost, MediaTypes: filmTypes,
		KeepFor: keepFor,
		Storage: []string{
			"YouTube allows what residents wrote to be kept for 30 days; it is then read again from YouTube, or forgotten here.",
			"A comment that was rejected disappears from YouTube's lists; what is kept here is the only copy.",
		},
		Poll: pollEvery,
	}
}

// filmTypes are the kinds of film that YouTube takes and a PC commonly has.
var filmTypes = []string{"video/mp4", "video/quicktime", "video/webm", "video/x-msvideo", "video/mpeg", "video/x-matroska", "video/x-ms-wmv", "video/3gpp"}

// Test tries sign-in, account and permission in turn. It changes nothing.
func (a *Adapter) Test(ctx context.Context, _ bool, step func(platforms.Step)) (platforms.TestReport, error) {
	var report platforms.TestReport
	var me *channel
	for _, s := range []struct {
		name string
		try  func() (string, error)
	}{
		{"sign-in", func() (string, error) {
			_, err := a.keeper.Access(ctx)
			return "Google accepts the sign-in.", err
		}},
		{"account", func() (string, error) {
			var err error
			if me, err = a.askWho(ctx); err != nil {
				return "", err
			}
			return "This is the channel “" + me.name + "”.", nil
		}},
		{"permission", func() (string, error) {
			if err := a.probe(ctx, me); err != nil {
				return "", err
			}
			if c := a.Capabilities().Comments; !c.OK {
				return "", &platforms.Error{Class: platforms.ClassPermission, Sentence: c.Reason}
			}
			return "The channel's comments can be read and managed.", nil
		}},
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
