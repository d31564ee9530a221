package linkedin

import "commsdesk/platforms"

// Capabilities is what the page can do, as found at the last Identity or Test.
func (a *Adapter) Capabilities() platforms.Capabilities {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.caps
}

// capabilities are those of a page whose super admin has signed in: the role was
// checked just before.
func (a *Adapter) capabilities(org string) platforms.Capabilities {
	yes, admin := platforms.Yes(), adminPage(org)
	no := platforms.No
	return platforms.Capabilities{
		ProbedAt: a.clock().UTC(),
		Watch:    no("LinkedIn tells news only to servers on the web. This page is read every 15 minutes.", ""),
		Mentions: yes, Comments: yes,
		Messages: no("LinkedIn gives no application the messages to a page. Read and answer them in the page's inbox.", admin+"inbox/"),
		Reply:    yes,
		Private:  no("LinkedIn lets no application write private messages for a page. Write from the page's inbox.", admin+"inbox/"),
		Publish:  yes,
		Schedule: no("LinkedIn publishes at once only when asked by an application. Schedule the post on the page itself.", admin),
		AltText:  yes, FilesInSent: yes, ProveSent: yes,
		Hide:           no("LinkedIn has no way to hide a comment. Delete it, or switch comments off on the post.", admin),
		Delete:         yes,
		Mute:           no("LinkedIn lets a page mute nobody.", admin),
		Block:          no("LinkedIn lets no application block members for a page. Report or block the member on LinkedIn.", admin),
		Unblock:        no("LinkedIn lets no application unblock members for a page. Do it on LinkedIn.", admin),
		Report:         no("LinkedIn takes no reports from applications. Open the comment on LinkedIn and report it there.", admin),
		ListBlocks:     no("LinkedIn tells no application whom a page blocks. Look on LinkedIn.", admin),
		Withdraw:       yes,
		Thread:         yes,
		Recheck:        yes,
		PostMetrics:    yes,
		AccountMetrics: yes,
		Attachments:    no("LinkedIn gives no application the pictures in comments. Open the comment on LinkedIn.", admin),
		MaxText:        commentMost, Counter: platforms.CountUTF16,
		MaxMedia: imagesMost, MediaTypes: pictureTypes(),
		KeepFor: wordsKept,
		Storage: []string{
			"LinkedIn allows what members write to be kept for 48 hours. The words go then and come back from LinkedIn when the conversation is opened.",
			"LinkedIn allows members' names to be kept for 24 hours. Where it gives none, “LinkedIn member” stands in their place.",
			"Our own posts and answers, counts, times, links and our notes are kept like everything else.",
			"Notifications reach back 60 days. After a longer break the posts' comments are read again one by one.",
		},
		Poll: poll,
	}
}

// pictureTypes are the pictures that LinkedIn takes.
func pictureTypes() []string { return []string{"image/jpeg", "image/png", "image/gif"} }
