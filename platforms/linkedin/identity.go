package linkedin

import (
	"context"
	"fmt"
	"strings"

	"commsdesk/platforms"
)

// acl is one page that the signed-in member has a role on.
type acl struct {
	Organization string `json:"organization"`
	Role         string `json:"role"`
	State        string `json:"state"`
}

// organization is a page's own data.
type organization struct {
	Name   string `json:"localizedName"`
	Vanity string `json:"vanityName"`
}

// Identity signs in and returns the page whose role the member has. Errors: class
// Auth for a sign-in that ended, Identity for one that is for another page,
// Permission for a role that is not enough.
func (a *Adapter) Identity(ctx context.Context) (platforms.Identity, error) {
	if why, err := a.wrongKind(ctx); err != nil || why != "" {
		if err == nil {
			err = &platforms.Error{Class: platforms.ClassAuth, Sentence: why}
		}
		return platforms.Identity{}, err
	}
	org, err := a.findPage(ctx)
	if err != nil {
		return platforms.Identity{}, err
	}
	who, err := a.describe(ctx, org)
	if err != nil {
		return platforms.Identity{}, err
	}
	if want := a.config.Identity; want != "" && !isPage(want, org, who) {
		return platforms.Identity{}, &platforms.Error{Class: platforms.ClassIdentity, Sentence: fmt.Sprintf(
			"The sign-in is for the page “%s”, and this channel belongs to “%s”. Nothing was read. Sign in with an account that manages the right page.", who.Name, want)}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.who, a.caps = &who, a.capabilities(who.ID)
	return who, nil
}

// page is who the account is, asked once.
func (a *Adapter) page(ctx context.Context) (string, error) {
	a.mu.Lock()
	who := a.who
	a.mu.Unlock()
	if who != nil {
		return who.ID, nil
	}
	w, err := a.Identity(ctx)
	return w.ID, err
}

// findPage chooses among the pages that the member manages.
func (a *Adapter) findPage(ctx context.Context) (string, error) {
	var answer struct {
		Elements []acl `json:"elements"`
	}
	if _, err := a.get(ctx, "/rest/organizationAcls?q=roleAssignee&state=APPROVED&count=100", &answer); err != nil {
		return "", err
	}
	if len(answer.Elements) == 0 {
		return "", &platforms.Error{Class: platforms.ClassPermission, Sentence: "This LinkedIn sign-in manages no page, or the application lacks the right to see which. Ask a super admin of the council's page to add you as a super admin, then sign in again."}
	}
	var orgs []string
	role := map[string]string{}
	for _, e := range answer.Elements {
		if role[e.Organization] == "" {
			orgs = append(orgs, e.Organization)
		}
		if role[e.Organization] != roleNeeded {
			role[e.Organization] = e.Role
		}
	}
	org, err := a.choose(ctx, orgs)
	if err != nil {
		return "", err
	}
	if role[org] != roleNeeded {
		return "", &platforms.Error{Class: platforms.ClassPermission, Sentence: fmt.Sprintf(
			"The sign-in has the role “%s” on the page. LinkedIn lets only super admins read and answer comments for a page. Ask a super admin to change the role, then sign in again.", plainRole(role[org]))}
	}
	return org, nil
}

// choose picks the page that the settings name, or the only one.
func (a *Adapter) choose(ctx context.Context, orgs []string) (string, error) {
	want := a.config.Page
	if want == "" {
		want = a.config.Identity
	}
	for _, org := range orgs {
		if want == "" && len(orgs) == 1 || number(org) == want {
			return org, nil
		}
	}
	if want != "" && !digits.MatchString(want) {
		// A page given by its name needs its data.
		for _, org := range orgs {
			who, err := a.describe(ctx, org)
			if err != nil {
				return "", err
			}
			if isPage(want, org, who) {
				return org, nil
			}
		}
	}
	var numbers []string
	for _, org := range orgs {
		numbers = append(numbers, number(org))
	}
	if want == "" {
		return "", platforms.Refuse("The sign-in manages several pages. Enter the number of the right one in this channel's settings: " + strings.Join(numbers, ", ") + ".")
	}
	return "", &platforms.Error{Class: platforms.ClassIdentity, Sentence: fmt.Sprintf(
		"The sign-in does not manage the page “%s”; it manages %s. Nothing was read. Sign in with an account that manages the right page, or change the page in this channel's settings.", want, strings.Join(numbers, ", "))}
}

// describe reads a page's name.
func (a *Adapter) describe(ctx context.Context, org string) (platforms.Identity, error) {
	var o organization
	if _, err := a.get(ctx, "/rest/organizations/"+enc(number(org)), &o); err != nil {
		return platforms.Identity{}, err
	}
	last := o.Vanity
	if last == "" {
		last = number(org)
	}
	return platforms.Identity{ID: org, Name: o.Name, URL: siteBase + "/company/" + last + "/"}, nil
}

func isPage(want, org string, who platforms.Identity) bool {
	return want == number(org) || strings.EqualFold(want, pageName(who.URL))
}

func number(org string) string { return strings.TrimPrefix(org, orgPrefix) }

// plainRole says a role as people would.
func plainRole(role string) string {
	return strings.ToLower(strings.ReplaceAll(role, "_", " "))
}

// Test signs in, checks page and role, and reads one notification and one post. It
// changes nothing.
func (a *Adapter) Test(ctx context.Context, _ bool, step func(platforms.Step)) (platforms.TestReport, error) {
	var report platforms.TestReport
	var org string
	steps := []struct {
		name string
		try  func() error
	}{
		{"sign-in", func() (err error) { org, err = a.findPage(ctx); return err }},
		{"account", func() error { _, err := a.Identity(ctx); return err }},
		{"permission", func() error {
			now := a.clock()
			_, err := a.notes(ctx, org, now.Add(-poll), now, 1)
			if err == nil {
				_, err = a.posts(ctx, org, 0, 1)
			}
			return err
		}},
	}
	for _, s := range steps {
		err := s.try()
		done := platforms.Step{Name: s.name, OK: err == nil}
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
