package mailbox

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"strconv"
	"strings"

	"github.com/emersion/go-imap/v2"

	"commsdesk/platforms"
)

// wordsLimit bounds each text part of a large message, in bytes at the server.
const wordsLimit = 1 << 20

// textsLimit is how many text parts of a large message are read: each is a
// request of its own.
const textsLimit = 20

// textPart is one part of a large message that holds its words.
type textPart struct {
	path []int
	leaf *imap.BodyStructureSinglePart
}

// loadLarge makes an item of a message that is too large to fetch whole: its
// header, its words, and the list of its files, which can be fetched one by
// one. BodyHash is then taken over the words and the list, since the body as
// a whole is never read.
func (p *pull) loadLarge(folder string, meta fetched) (platforms.Item, error) {
	header := &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, Peek: true}
	options := &imap.FetchOptions{
		BodyStructure: &imap.FetchItemBodyStructure{Extended: true},
		BodySection:   []*imap.FetchItemBodySection{header},
	}
	var got fetched
	if err := p.s.fetch(single(meta.uid), options, func(f fetched) { got = f }); err != nil {
		return platforms.Item{}, err
	}
	if got.structure == nil {
		return platforms.Item{}, &platforms.Error{Class: platforms.ClassGone, Sentence: "The message is no longer in the mailbox."}
	}
	texts, files := survey(got.structure)
	c := &content{attachments: files}
	c.notes = append(c.notes, fmt.Sprintf("This message is large (%d MB). Its files are listed and can be saved one by one.", meta.size>>20))
	var plain, rich string
	for _, part := range texts {
		text, links, err := p.loadText(meta.uid, part)
		if err != nil {
			return platforms.Item{}, err
		}
		c.links = append(c.links, links...)
		if strings.EqualFold(part.leaf.Subtype, "html") {
			rich = joinBlocks(rich, text)
		} else {
			plain = joinBlocks(plain, text)
		}
	}
	c.links = uniqueLinks(c.links)
	c.text = plain
	if letters(plain) == 0 || letters(rich) > 4*letters(plain) {
		c.text = firstOf(rich, plain)
	}
	fields := readHeader(got.section)
	got.internal, got.size, got.uid = meta.internal, meta.size, meta.uid
	item := newItem(fields, p.envelope(folder, got))
	item.BodyHash = hexSum(fmt.Appendf(nil, "%s\x00%s\x00%v", plain, rich, files))
	item.Key = messageKey(fields, item.BodyHash)
	item.rootOn(fields)
	item.fill(fields, c)
	return item.Item, nil
}

func joinBlocks(a, b string) string {
	if strings.TrimSpace(a) == "" {
		return b
	}
	return a + "\n\n" + b
}

// survey sorts a message's parts into words and files.
func survey(structure imap.BodyStructure) (texts []textPart, files []platforms.Attachment) {
	structure.Walk(func(path []int, node imap.BodyStructure) bool {
		leaf, single := node.(*imap.BodyStructureSinglePart)
		if !single {
			return true
		}
		kind := leaf.MediaType()
		disposition := ""
		if d := leaf.Disposition(); d != nil {
			disposition = strings.ToLower(d.Value)
		}
		name := leafName(leaf)
		if (kind == "text/plain" || kind == "text/html") && disposition != "attachment" && name == "" {
			if len(texts) < textsLimit {
				texts = append(texts, textPart{append([]int{}, path...), leaf})
			}
			return true
		}
		if len(files) == partsLimit {
			return true
		}
		files = append(files, platforms.Attachment{
			Part: partAddress(partNumber(path), leaf.Encoding),
			Name: cutName(firstOf(name, "file"+extension(kind))), Type: cut(kind, nameLimit), Size: decodedSize(int64(leaf.Size), leaf.Encoding),
		})
		return true
	})
	return texts, files
}

// leafName is a part's file name, also where it is split or encoded by RFC
// 2231, which servers hand on as it is.
func leafName(leaf *imap.BodyStructureSinglePart) string {
	name := ""
	if leaf.Extended != nil && leaf.Extended.Disposition != nil {
		name = parameter(leaf.Extended.Disposition.Params, "filename")
	}
	name = firstOf(name, parameter(leaf.Params, "name"))
	if name == "" && leaf.MessageRFC822 != nil && leaf.MessageRFC822.Envelope != nil {
		name = firstOf(leaf.MessageRFC822.Envelope.Subject, "message") + ".eml"
	}
	return decodeWords(name)
}

// parameter reads one parameter of a MIME header from its raw pieces.
func parameter(raw map[string]string, key string) string {
	if value := raw[key]; value != "" {
		return value
	}
	line := "x/x"
	for name, value := range raw {
		if strings.HasPrefix(name, key+"*") {
			if !strings.HasSuffix(name, "*") {
				value = strconv.Quote(value)
			}
			line += "; " + name + "=" + value
		}
	}
	_, parsed, err := mime.ParseMediaType(line)
	if err != nil {
		return ""
	}
	return parsed[key]
}

func partNumber(path []int) string {
	numbers := make([]string, len(path))
	for i, n := range path {
		numbers[i] = strconv.Itoa(n)
	}
	return strings.Join(numbers, ".")
}

func (p *pull) loadText(uid imap.UID, part textPart) (string, []platforms.Link, error) {
	section := &imap.FetchItemBodySection{Part: part.path, Peek: true, Partial: &imap.SectionPartial{Offset: 0, Size: wordsLimit}}
	var raw []byte
	err := p.s.fetch(single(uid), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{section}}, func(f fetched) { raw = f.section })
	if err != nil {
		return "", nil, err
	}
	words, err := io.ReadAll(decodeTransfer(bytes.NewReader(raw), strings.ToLower(part.leaf.Encoding)))
	if err != nil && len(words) == 0 {
		words = raw
	}
	text, links := bodyText(part.leaf.MediaType(), decodeCharset(words, part.leaf.Params["charset"]))
	if len(raw) >= wordsLimit {
		text += "\n\n(The rest of these words is too long to show here. Open the message in your mail program to read it.)"
	}
	return text, links, nil
}
