package sim

import (
	"fmt"
	"strings"
)

// field is one field that is asked for, with its modifiers and what is asked of
// what it opens into.
type field struct {
	name string
	mods map[string]string
	sub  []field
}

// parseFields reads field expansion: a,b{c,d},e.limit(2).summary(true){f}.
func parseFields(s string) ([]field, error) {
	p := &parser{rest: s}
	fields, err := p.list()
	if err == nil && p.rest != "" {
		err = fmt.Errorf("syntax error at %q", p.rest)
	}
	return fields, err
}

type parser struct{ rest string }

func (p *parser) list() ([]field, error) {
	var out []field
	for {
		f, err := p.one()
		if err != nil {
			return nil, err
		}
		out = append(out, f)
		if !p.take(",") {
			return out, nil
		}
	}
}

func (p *parser) take(s string) bool {
	rest, ok := strings.CutPrefix(p.rest, s)
	p.rest = rest
	return ok
}

func (p *parser) word() string {
	n := strings.IndexFunc(p.rest, func(r rune) bool { return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if n < 0 {
		n = len(p.rest)
	}
	word := p.rest[:n]
	p.rest = p.rest[n:]
	return word
}

func (p *parser) one() (field, error) {
	f := field{name: p.word(), mods: map[string]string{}}
	if f.name == "" {
		return f, fmt.Errorf("syntax error at %q", p.rest)
	}
	for p.take(".") {
		name := p.word()
		if !p.take("(") {
			return f, fmt.Errorf("syntax error after %q", name)
		}
		value, rest, ok := strings.Cut(p.rest, ")")
		if !ok {
			return f, fmt.Errorf("no end of %q", name)
		}
		f.mods[name], p.rest = value, rest
	}
	if !p.take("{") {
		return f, nil
	}
	var err error
	if f.sub, err = p.list(); err == nil && !p.take("}") {
		err = fmt.Errorf("no end of %q", f.name)
	}
	return f, err
}

// modifiers are what an expanded edge takes.
var modifiers = map[string]bool{"limit": true, "order": true, "filter": true, "summary": true, "since": true}

// check says what in the fields a node of this kind doesn't have, as Graph does.
func check(kind string, fields []field) error {
	node, ok := Nodes()[kind]
	if !ok {
		return fmt.Errorf("there is no node type (%s)", kind)
	}
	for _, f := range fields {
		if !node.has(f.name) {
			return fmt.Errorf("(#100) Tried accessing nonexisting field (%s) on node type (%s)", f.name, kind)
		}
		for mod := range f.mods {
			if !modifiers[mod] {
				return fmt.Errorf("(#100) Unknown modifier %s", mod)
			}
		}
		inner, opens := node.Inner[f.name]
		switch {
		case len(f.sub) > 0 && !opens:
			return fmt.Errorf("(#100) Subfields are not supported by %s", f.name)
		case len(f.sub) > 0:
			if err := check(inner, f.sub); err != nil {
				return err
			}
		}
	}
	return nil
}
