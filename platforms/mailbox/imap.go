package mailbox

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"commsdesk/platforms"
)

// largeMail is the size in bytes from which only a message's words and a list
// of its files are fetched.
const largeMail = 8 << 20

// search gives the UIDs that match, nil criteria for all.
func (s *session) search(criteria *imap.SearchCriteria) (uidSet, error) {
	defer s.expectAnswer()()
	if criteria == nil {
		criteria = &imap.SearchCriteria{}
	}
	var options *imap.SearchOptions
	if s.caps.Has(imap.CapESearch) || s.caps.Has(imap.CapIMAP4rev2) {
		// The answer comes as ranges, not as 50,000 numbers.
		options = &imap.SearchOptions{ReturnAll: true}
	}
	data, err := s.client.UIDSearch(criteria, options).Wait()
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	found, _ := data.All.(imap.UIDSet)
	return setOf(found...), nil
}

// fetched is one message's answer to FETCH.
type fetched struct {
	uid       imap.UID
	internal  time.Time
	size      int64
	structure imap.BodyStructure
	// section is the one body section asked for; hasSection tells an empty one
	// from none.
	section    []byte
	hasSection bool
}

// fetch asks for uids and hands each message to take as it arrives. A section
// that comes shorter than announced is an error: the connection broke within
// it, and half a message must not pass for a whole one.
func (s *session) fetch(uids uidSet, options *imap.FetchOptions, take func(fetched)) error {
	defer s.expectAnswer()()
	options.UID = true
	cmd := s.client.Fetch(uids.wire(), options)
	var broken error
	for broken == nil {
		data := cmd.Next()
		if data == nil {
			break
		}
		var got fetched
		if got, broken = readFetched(data); broken == nil && got.uid != 0 && len(uids.and(single(got.uid))) > 0 {
			take(got)
		}
	}
	if broken != nil {
		// The command is not closed: that would read the broken section again, beside
		// the library's own reader, which goes on once a section ended.
		s.hangUp()
		return fmt.Errorf("fetch: %w", broken)
	}
	if err := cmd.Close(); err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	return nil
}

func readFetched(data *imapclient.FetchMessageData) (fetched, error) {
	var got fetched
	for {
		switch item := data.Next().(type) {
		case nil:
			return got, nil
		case imapclient.FetchItemDataUID:
			got.uid = item.UID
		case imapclient.FetchItemDataInternalDate:
			got.internal = item.Time
		case imapclient.FetchItemDataRFC822Size:
			got.size = item.Size
		case imapclient.FetchItemDataBodyStructure:
			got.structure = item.BodyStructure
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil {
				continue
			}
			got.hasSection = true
			var err error
			if got.section, err = readWhole(item.Literal); err != nil {
				return got, err
			}
		}
	}
}

// readWhole reads a literal and insists on its announced length: the library
// ends a cut-off literal like a whole one.
func readWhole(literal imap.LiteralReader) ([]byte, error) {
	var buf bytes.Buffer
	buf.Grow(int(min(literal.Size(), largeMail) + bytes.MinRead))
	n, err := io.Copy(&buf, literal)
	if err == nil && n < literal.Size() {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, fmt.Errorf("literal: %w", err)
	}
	return buf.Bytes(), nil
}

func (p *pull) envelope(folder string, got fetched) envelope {
	return envelope{
		at: p.at(folder, got.uid), internal: got.internal, size: got.size,
		sent: folder == p.sent, own: strings.ToLower(p.m.config.Address),
	}
}

// loadHeaders fetches headers; headed are the messages that made an item.
func (p *pull) loadHeaders(folder string, chosen uidSet) (items []platforms.Item, headed uidSet, err error) {
	header := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, Peek: true}
	options := &imap.FetchOptions{InternalDate: true, RFC822Size: true, BodySection: []*imap.FetchItemBodySection{header}}
	err = p.s.fetch(chosen, options, func(got fetched) {
		if item, ok := parseHeaderOnly(got.section, p.envelope(folder, got)); ok {
			items = append(items, item)
			headed = append(headed, imap.UIDRange{Start: got.uid, Stop: got.uid})
		}
	})
	newestFirst(items)
	return items, setOf(headed...), err
}

// loadBodies fetches whole messages, at most batchBytes of them: asked tells
// which were tried, got which came. Larger ones come by their parts.
func (p *pull) loadBodies(folder string, chosen uidSet) (items []platforms.Item, asked, got uidSet, err error) {
	sizes, err := p.sizes(chosen)
	if err != nil {
		return nil, chosen, nil, err
	}
	var small, large uidSet
	budget := int64(batchBytes)
	uids := chosen.uids()
	for i := len(uids) - 1; i >= 0 && (budget > 0 || asked == nil); i-- {
		uid := uids[i]
		asked = asked.plus(single(uid))
		meta, known := sizes[uid]
		switch {
		case !known:
		case meta.size > largeMail:
			large = large.plus(single(uid))
			budget -= largeMail
		default:
			small = small.plus(single(uid))
			budget -= meta.size
		}
	}
	add := func(uid imap.UID, item platforms.Item) {
		items = append(items, item)
		got = got.plus(single(uid))
	}
	if len(small) > 0 {
		whole := &imap.FetchItemBodySection{Peek: true}
		err = p.s.fetch(small, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{whole}}, func(f fetched) {
			if f.hasSection {
				f.internal, f.size = sizes[f.uid].internal, sizes[f.uid].size
				add(f.uid, parseMessage(f.section, p.envelope(folder, f)))
			}
		})
	}
	for _, uid := range large.uids() {
		if err != nil {
			break
		}
		var item platforms.Item
		if item, err = p.loadLarge(folder, sizes[uid]); err == nil {
			add(uid, item)
		}
	}
	newestFirst(items)
	return items, asked, got, err
}

// sizes asks for the size and date of messages.
func (p *pull) sizes(chosen uidSet) (map[imap.UID]fetched, error) {
	all := make(map[imap.UID]fetched, chosen.count())
	err := p.s.fetch(chosen, &imap.FetchOptions{InternalDate: true, RFC822Size: true}, func(got fetched) { all[got.uid] = got })
	return all, err
}

func newestFirst(items []platforms.Item) {
	for i, j := 0, len(items)-1; i < j; i, j = i+1, j-1 {
		items[i], items[j] = items[j], items[i]
	}
}
