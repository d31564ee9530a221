package data

import (
	"context"
	"database/sql"
	"strings"
	"unicode/utf8"
)

// DidYouMean offers other words for a search that found too little: each word
// that no text has is replaced by the most used word that is one or two letters
// away, accents folded. It returns how many messages, people, tags and notes
// have them, or "" and 0 when there is nothing better to offer.
func (s *Store) DidYouMean(ctx context.Context, words string) (suggestion string, found int, err error) {
	typed := searchWords(strings.ToLower(words))
	changed := false
	for i, w := range typed {
		n, err := s.countFound(ctx, w)
		if err != nil {
			return "", 0, err
		}
		if n > 0 {
			continue
		}
		near, err := s.nearest(ctx, w)
		if err != nil {
			return "", 0, err
		}
		if near == "" {
			return "", 0, nil
		}
		typed[i], changed = near, true
	}
	if !changed {
		return "", 0, nil
	}
	suggestion = strings.Join(typed, " ")
	found, err = s.countFound(ctx, suggestion)
	if err != nil || found == 0 {
		return "", 0, err
	}
	return suggestion, found, nil
}

func (s *Store) countFound(ctx context.Context, words string) (int, error) {
	var n int
	err := s.reader.QueryRowContext(ctx, "SELECT count(*) FROM found WHERE found MATCH ?", phrases(words)).Scan(&n)
	return n, explain("count what is found", err)
}

// nearest is the indexed word closest to one that is not there, the most used
// of equals; "" when none is within reach. Short words have few letters to
// spare: up to four letters one may differ, beyond that two.
func (s *Store) nearest(ctx context.Context, word string) (string, error) {
	length := utf8.RuneCountInString(word)
	reach := 2
	switch {
	case length < 3:
		return "", nil
	case length <= 4:
		reach = 1
	}
	best, closest, used := "", reach+1, 0
	err := each(ctx, s.reader, func(rows *sql.Rows) error {
		var term string
		var n int
		if err := rows.Scan(&term, &n); err != nil {
			return err
		}
		d := distance([]rune(word), []rune(term), reach)
		if d < closest || d == closest && d <= reach && n > used {
			best, closest, used = term, d, n
		}
		return nil
	}, "SELECT term, doc FROM found_term WHERE length(term) BETWEEN ? AND ?", length-reach, length+reach)
	return best, explain("look for a near word", err)
}

// distance counts the letters that must be put in, taken out, changed or swapped
// with their neighbour to make b of a; more than limit is limit+1.
func distance(a, b []rune, limit int) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit+1)
}
