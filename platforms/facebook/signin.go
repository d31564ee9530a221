package facebook

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/graph"
)

// page is the Page that the access key opens, with the key of its own.
type page struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Username  string   `json:"username"`
	Link      string   `json:"link"`
	Token     string   `json:"access_token"`
	Tasks     []string `json:"tasks"`
	Fans      *int64   `json:"fan_count"`
	Followers *int64   `json:"followers_count"`
}

const (
	// pageFields are asked of whoever signed in. A person has no fans, so that
	// asking for them tells a Page from a person.
	pageFields    = "id,name,username,link,fan_count,followers_count"
	accountFields = "id,name,username,link,access_token,tasks"
	// mostPages is how many Pages behind one access key are looked through.
	mostPages = 1000
)

// pageToken is the Page's own key, by which nearly everything is asked.
func (a *Account) pageToken(ctx context.Context) (string, error) {
	p, err := a.page(ctx)
	return p.Token, err
}

// page is the signed-in Page, found out once in a run of the program.
func (a *Account) page(ctx context.Context) (page, error) {
	a.signing.Lock()
	defer a.signing.Unlock()
	a.mu.Lock()
	who := a.who
	a.mu.Unlock()
	if who != nil {
		return *who, nil
	}
	return a.open(ctx)
}

// reopen finds the Page out anew.
func (a *Account) reopen(ctx context.Context) (page, error) {
	a.signing.Lock()
	defer a.signing.Unlock()
	return a.open(ctx)
}

// open asks whose the pasted key is. One of a person or system user is traded for
// that of the Page; then the Page itself is asked, and compared with the one
// expected.
func (a *Account) open(ctx context.Context) (page, error) {
	token, err := a.pasted(ctx)
	if err != nil {
		return page{}, err
	}
	p, err := a.ask(ctx, "/me", token)
	if graph.Is(err, graph.CodeParameter, 0) && !graph.Is(err, graph.CodeParameter, graph.SubGone) {
		p, err = a.trade(ctx, token)
	}
	if err != nil {
		return page{}, err
	}
	if a.config.Identity != "" && !p.called(a.config.Identity) {
		return page{}, wrongPage("This access key belongs to the Page " + p.Name + " and not to the Page of this channel. Paste the key of the right Page; nothing was changed.")
	}
	a.mu.Lock()
	a.who = &p
	a.mu.Unlock()
	return p, nil
}

func wrongPage(sentence string) *platforms.Error {
	return &platforms.Error{Class: platforms.ClassIdentity, Sentence: sentence, Err: errors.New("another Page")}
}

// pasted is the access key as it lies in the keyring.
func (a *Account) pasted(ctx context.Context) (string, error) {
	raw, err := a.secrets.Get(ctx, tokenItem)
	if err != nil {
		return "", err
	}
	token := graph.Pasted(raw)
	return token, checkToken(token)
}

// ask reads a Page by its own key.
func (a *Account) ask(ctx context.Context, path, token string) (page, error) {
	var p page
	err := a.graph.Get(graph.WithToken(ctx, token), path, url.Values{"fields": {pageFields}}, &p)
	if err == nil && p.ID == "" {
		err = &platforms.Error{Class: platforms.ClassTransient, Sentence: "Facebook did not say whose the access key is. It will be asked again.", Err: errors.New("no id")}
	}
	p.Token = token
	return p, err
}

// trade finds the chosen Page among those of a person or system user.
func (a *Account) trade(ctx context.Context, token string) (page, error) {
	pages, err := graph.All[page](graph.WithToken(ctx, token), a.graph, "/me/accounts", url.Values{"fields": {accountFields}, "limit": {"100"}}, mostPages)
	if err != nil {
		return page{}, err
	}
	p, err := a.choose(pages)
	if err != nil {
		return page{}, err
	}
	asked, err := a.ask(ctx, node(p.ID), p.Token)
	asked.Tasks = p.Tasks
	return asked, err
}

// choose takes the expected Page, or the only one.
func (a *Account) choose(pages []page) (page, error) {
	var names []string
	for _, p := range pages {
		if p.Token == "" {
			continue
		}
		if a.config.Identity != "" && p.called(a.config.Identity) || a.config.Identity == "" && len(pages) == 1 {
			return p, nil
		}
		names = append(names, p.Name)
	}
	opens := strings.Join(names[:min(len(names), 10)], ", ")
	switch {
	case len(names) == 0:
		return page{}, signIn("This access key belongs to a person or system user who has no Page. In Meta's Business settings assign the Page to the system user, tick pages_show_list, make a new key and paste it here.")
	case a.config.Identity != "":
		return page{}, wrongPage("This access key opens " + opens + ", and not the Page of this channel. Assign that Page to the system user in Meta's Business settings, or paste another key.")
	}
	return page{}, platforms.Refuse("This access key opens several Pages: " + opens + ". Type which one you mean into Page.")
}

// called tells whether what somebody typed means this Page.
func (p page) called(s string) bool {
	return s == p.ID || strings.EqualFold(s, p.Name) || p.Username != "" && strings.EqualFold(s, p.Username) ||
		p.Link != "" && strings.EqualFold(s, tidyName(p.Link))
}

// does tells whether the Page's role allows a task, as far as is known.
func (p page) does(task string) bool {
	for _, t := range p.Tasks {
		if t == task {
			return true
		}
	}
	return len(p.Tasks) == 0
}
