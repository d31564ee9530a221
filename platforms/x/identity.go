package x

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"commsdesk/platforms"
	"commsdesk/platforms/signin"
	"commsdesk/platforms/web"
)

// Identity asks X who is signed in. By hand it is the account that was typed,
// under its name in lower case, since X is not asked for its number.
func (a *Adapter) Identity(ctx context.Context) (platforms.Identity, error) {
	if a.c.Way == ByHand {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.probedAt = a.clock().UTC()
		return platforms.Identity{ID: strings.ToLower(a.c.Identity), Name: "@" + a.c.Identity, URL: profileLink(a.c.Identity)}, nil
	}
	me, answer, err := a.whoAmI(ctx)
	if err != nil {
		return platforms.Identity{}, err
	}
	if err := a.expected(me); err != nil {
		return platforms.Identity{}, err
	}
	granted, err := a.granted(ctx, answer)
	if err != nil {
		return platforms.Identity{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.me = account{id: me.ID, handle: me.Username, name: me.Name}
	a.rights, a.probedAt = granted, a.clock().UTC()
	return platforms.Identity{ID: me.ID, Name: "@" + me.Username, URL: profileLink(me.Username)}, nil
}

// whoAmI reads the account; it is the call by which the dialect is found.
func (a *Adapter) whoAmI(ctx context.Context) (user, *web.Answer, error) {
	var got struct {
		Data user `json:"data"`
	}
	if _, err := a.costs.room(prices[readUser], 1, 1); err != nil {
		return user{}, nil, err
	}
	answer, err := a.read(ctx, a.reads, "/2/users/me", url.Values{}, func(q url.Values, dialect string) {
		q.Set("user.fields", userFields+",public_metrics")
		// Nothing of posts is wanted; asking tells which dialect X speaks.
		q.Set(map[string]string{DialectTweet: "tweet.fields", DialectPost: "post.fields"}[dialect], "public_metrics")
	}, &got)
	if err != nil {
		return user{}, nil, err
	}
	if got.Data.ID == "" || got.Data.Username == "" {
		return user{}, nil, &platforms.Error{Class: platforms.ClassTransient, Sentence: "X did not say whose account is signed in. It will be asked again."}
	}
	a.costs.read(readUser, got.Data.ID)
	return got.Data, answer, nil
}

// expected compares who is signed in with the account that was asked for.
func (a *Adapter) expected(me user) error {
	want := a.c.Identity
	switch {
	case want == "" || want == me.ID || strings.EqualFold(want, me.Username):
		return nil
	case lookAlike(want, me.Username):
		return wrongAccount(fmt.Sprintf("The sign-in is for @%s, which looks like @%s and is another account. Sign out at x.com, then sign in here as @%s.", me.Username, want, want))
	case number(want) && len(want) > 15:
		return wrongAccount(fmt.Sprintf("The sign-in is for @%s, which is another account than the one that was connected here. Sign out at x.com, then sign in here as the council's.", me.Username))
	}
	return wrongAccount(fmt.Sprintf("The sign-in is for @%s, not for @%s. Sign out at x.com, then sign in here as @%s.", me.Username, want, want))
}

func wrongAccount(sentence string) error {
	return &platforms.Error{Class: platforms.ClassIdentity, Sentence: sentence, Err: errAccount}
}

// errAccount marks that the sign-in holds and is another account's.
var errAccount = errors.New("another account is signed in")

// lookAlike tells names that people take for each other.
func lookAlike(a, b string) bool {
	same := strings.NewReplacer("0", "o", "1", "l", "i", "l", "5", "s", "_", "", "rn", "m", "vv", "w")
	return same.Replace(strings.ToLower(a)) == same.Replace(strings.ToLower(b))
}

// granted are the rights of the sign-in, as X named them when it was given, or
// in the header that it sends with keys.
func (a *Adapter) granted(ctx context.Context, answer *web.Answer) (rights, error) {
	if a.c.SignIn == SignInKeys {
		return byLevel(answer.Header), nil
	}
	raw, err := a.secrets.Get(ctx, signin.AccessItem)
	if err != nil {
		return nil, err
	}
	var kept signin.Tokens
	if json.Unmarshal([]byte(raw), &kept) != nil || kept.Scope == "" {
		return nil, nil
	}
	return strings.Fields(kept.Scope), nil
}

// byLevel reads what keys may do: "read", "read-write",
// "read-write-directmessages"; nil when X does not say.
func byLevel(h http.Header) rights {
	level := h.Get(accessHeader)
	if level == "" {
		return nil
	}
	may := rights{"tweet.read", "users.read", "block.read", "mute.read"}
	if strings.Contains(level, "write") {
		may = append(may, "tweet.write", "tweet.moderate.write", "mute.write", "media.write")
	}
	if strings.Contains(level, "directmessages") {
		may = append(may, "dm.read", "dm.write")
	}
	return may
}

// Test tries sign-in, account and rights, and tells the month's costs. It
// changes nothing at X; by hand it asks nothing.
func (a *Adapter) Test(ctx context.Context, _ bool, step func(platforms.Step)) (platforms.TestReport, error) {
	var report platforms.TestReport
	tell := func(name string, ok bool, why string) {
		s := platforms.Step{Name: name, OK: ok, Why: why}
		report.Steps = append(report.Steps, s)
		step(s)
	}
	who, err := a.Identity(ctx)
	if err != nil {
		name := "sign-in"
		if errors.Is(err, errAccount) {
			name = "account"
		}
		tell(name, false, sentenceOf(err))
		return report, err
	}
	if a.c.Way == ByHand {
		tell("account", true, fmt.Sprintf("%s, without X's API: nothing is asked of X. “Open on X” leads there, and you confirm here.", who.Name))
		return report, nil
	}
	tell("sign-in", true, "X knows the sign-in.")
	tell("account", true, "It is "+who.Name+".")
	a.mu.Lock()
	granted := a.rights
	a.mu.Unlock()
	var missing []string
	for _, s := range scopes {
		if s.Name != "offline.access" && !granted.has(s.Name) {
			missing = append(missing, s.Name)
		}
	}
	why := "Every right that Commsdesk uses is granted."
	if len(missing) > 0 {
		why = "Works, without these rights: " + strings.Join(missing, ", ") + ". To have them, sign in again and accept all."
	}
	tell("permission", true, why)
	sentence, _, over := a.costs.spent()
	tell("costs", !over, sentence)
	return report, nil
}

// sentenceOf is the sentence for people of an error.
func sentenceOf(err error) string {
	var e *platforms.Error
	if errors.As(err, &e) {
		return e.Sentence
	}
	return "Something went wrong on this PC. Nothing was changed at X."
}
