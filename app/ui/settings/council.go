package settings

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"commsdesk/app"
	"commsdesk/app/desk"
	"commsdesk/app/ui/part"
	"commsdesk/app/ui/theme"
)

// historyChoices are how many months back a first reading goes.
var historyChoices = []int{1, 3, 12, 36}

// newCouncil is the section of what is the council's own.
func newCouncil(s *Settings) pane {
	current := func() desk.Settings { return s.env.Program.Snapshot().Settings }
	name := part.NewEntry(part.EntrySpec{Name: "Council", Height: theme.LargeSize})
	policy := part.NewEntry(part.EntrySpec{Name: "Address of the policy", Placeholder: "https://", Height: theme.LargeSize})
	keepName := button("Save the name", theme.IconSave, nil)
	keepName.OnTapped = func() {
		typed := strings.TrimSpace(name.Text())
		s.set("council_name", typed, current().CouncilName, "The council is called "+typed+".")
	}
	keepPolicy := button("Save the address", theme.IconSave, nil)
	keepPolicy.OnTapped = func() {
		typed, err := webAddress(policy.Text())
		policy.SetWrong(err != nil)
		if err != nil {
			s.env.Say(err)
			return
		}
		s.set("policy_url", typed, current().PolicyURL, "The address of the policy is saved.")
	}
	name.OnSubmitted = func(string) { keepName.OnTapped() }
	policy.OnSubmitted = func(string) { keepPolicy.OnTapped() }
	var months []part.Option
	for _, n := range historyChoices {
		months = append(months, part.Option{ID: strconv.Itoa(n), Label: monthWords(n)})
	}
	back := part.NewSegmentedFilter(months, "12")
	back.OnChanged = func(id string) {
		n, _ := strconv.Atoi(id)
		s.set("history_months", n, current().HistoryMonths, "A first reading goes back "+monthWords(n)+".")
	}
	return &choicePane{s: s, show: func(x desk.Settings) {
		name.SetText(x.CouncilName)
		policy.SetText(x.PolicyURL)
		back.Set(months, strconv.Itoa(x.HistoryMonths))
	}, root: part.Column(12,
		card("Council", "It stands on reports and copies.", name, part.Leading(keepName)),
		card("Social media policy", "Where residents can read the rules. Warnings and answers to queries about the policy name it.", policy, part.Leading(keepPolicy)),
		card("How far back to read", "When an account is connected, what came before the last working day is history: it can be searched, and makes no work.", part.Leading(back)))}
}

func monthWords(n int) string {
	if n == 1 {
		return "1 month"
	}
	return fmt.Sprintf("%d months", n)
}

// webAddress reads a typed web address; empty stays empty.
func webAddress(typed string) (string, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return "", nil
	}
	if !strings.Contains(typed, "://") {
		typed = "https://" + typed
	}
	u, err := url.Parse(typed)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || !strings.Contains(u.Hostname(), ".") {
		return "", app.NewError(app.Wrong, "This is not a web address. Write it like https://www.council.gov.uk/policy. Nothing was changed.")
	}
	return typed, nil
}
