package signin

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"commsdesk/platforms"
)

// codePatience is how long copying a code may take, from another computer too.
const codePatience = 15 * time.Minute

// ByCode signs in through a browser that can't come back to this PC: it opens the
// page that shows a code, and ask returns what was copied there. Who signed in is
// for the caller to ask afterwards.
func ByCode(ctx context.Context, who platforms.CodeSignInner, open func(page string) error, ask func(ctx context.Context) (string, error)) error {
	redirect, key := who.CodePage()
	verifier := oauth2.GenerateVerifier()
	page, err := who.Authorize(ctx, redirect, random(), verifier)
	if err != nil {
		return err
	}
	if open(page) != nil {
		return unopened()
	}
	asked, cancel := context.WithTimeout(ctx, codePatience)
	defer cancel()
	code, err := ask(asked)
	code = strings.TrimSpace(code)
	switch {
	case errors.Is(asked.Err(), context.DeadlineExceeded):
		return tooLate(codePatience)
	case err != nil:
		return err
	case code == "":
		return platforms.Refuse("No code was entered. Nothing was changed; open the sign-in page again and copy the code that it shows.")
	}
	return who.Exchange(ctx, redirect, verifier, url.Values{key: {code}})
}
