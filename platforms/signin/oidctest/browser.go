package oidctest

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
)

// hops bounds how often a page may send the browser on.
const hops = 20

var (
	formAction = regexp.MustCompile(`action="([^"]+)"`)
	formPrompt = regexp.MustCompile(`name="prompt" value="([^"]+)"`)
)

// Browse is a person with a browser of their own: they open the page, sign in
// as name, agree to what is asked, and are sent back to the program. Its
// function can be handed to the program in place of the system's browser; it
// does not come back to the test before the sign-in is over.
func Browse(name string) func(page string) error {
	return func(page string) error {
		go func() { _, _ = Visit(name, page) }() // the program tells what came of it
		return nil
	}
}

// Visit is Browse at once: it returns what stands on the last page.
func Visit(name, page string) (string, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return "", fmt.Errorf("open a browser: %w", err)
	}
	browser := &http.Client{Jar: jar}
	answer, err := browser.Get(page)
	for range hops {
		if err != nil {
			return "", fmt.Errorf("open a page: %w", err)
		}
		raw, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil {
			return "", fmt.Errorf("read a page: %w", err)
		}
		action, prompt := formAction.FindSubmatch(raw), formPrompt.FindSubmatch(raw)
		if action == nil || prompt == nil {
			return string(raw), nil
		}
		to, err := answer.Request.URL.Parse(string(action[1]))
		if err != nil {
			return "", fmt.Errorf("read a form: %w", err)
		}
		filled := url.Values{"prompt": {string(prompt[1])}}
		if string(prompt[1]) == "login" {
			filled.Set("login", name)
			filled.Set("password", "any")
		}
		answer, err = browser.Post(to.String(), "application/x-www-form-urlencoded", strings.NewReader(filled.Encode()))
		if err != nil {
			return "", fmt.Errorf("send a form: %w", err)
		}
	}
	return "", errors.New("the sign-in page never ends")
}
