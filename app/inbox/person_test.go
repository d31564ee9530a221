package inbox

import "testing"

func TestNobodyIsCalledByAnothersAddress(t *testing.T) {
	for want, p := range map[string]Person{
		"Tom Ashdown":      {ID: "tom@post.example", Name: "Tom Ashdown", Handle: "tom@post.example"},
		"Tom@post.example": {ID: "tom@post.example", Name: "Tom@post.example"},
		"@tom":             {ID: "did:1", Handle: "@tom"},
		"did:1":            {ID: "did:1"},
		"x@bad.example, named “gemma@council.example”": {ID: "x@bad.example", Name: "gemma@council.example"},
	} {
		if got := p.Words(); got != want {
			t.Errorf("%+v is called %q, want %q", p, got, want)
		}
	}
}
