package data_test

import (
	"fmt"
	"testing"

	"commsdesk/app/inbox"
	"commsdesk/app/intake"
)

// townWords are what invented residents write about.
var townWords = []string{"bin", "purple", "collection", "missed", "road", "pothole", "library", "opening", "council", "tax", "school", "bus", "shelter",
	"parking", "permit", "garden", "waste", "playground", "light", "noise"}

// letters are n messages in conversations of three, the first open ones new and
// the rest history.
func letters(n, open int) []inbox.Message {
	all := make([]inbox.Message, n)
	for i := range all {
		m := letter(fmt.Sprintf("c%05d", i/3), fmt.Sprintf("m%06d", i), fmt.Sprintf("Person %d", i/3%4000), float64(i%40)/10)
		m.Text = ""
		for w := range 60 {
			m.Text += townWords[(i*7+w*w)%len(townWords)] + " "
		}
		m.Locations[0].UID = uint32(i + 1)
		m.History = i/3 >= open
		all[i] = m
	}
	return all
}

func fill(b *testing.B, d *workspace, all []inbox.Message) {
	for len(all) > 0 {
		n := min(200, len(all))
		if err := d.Store.Store(ctx, intake.Facts{Channel: mailbox.ID, Messages: all[:n], Cursor: []byte("1")}); err != nil {
			b.Fatal(err)
		}
		all = all[n:]
	}
}

// BenchmarkDo is one act, on the disk.
func BenchmarkDo(b *testing.B) {
	d := newDesk(b)
	d.store(letter("bins", "a", "Ada Example", 1))
	for b.Loop() {
		d.do(gm.New(inbox.Assigned, on("bins"), inbox.AssignEffect{To: "team:csc"}, nil))
	}
}

// BenchmarkIngest10000 is a first pull in batches of 200.
func BenchmarkIngest10000(b *testing.B) {
	all := letters(10000, 500)
	for b.Loop() {
		b.StopTimer()
		d := newDesk(b)
		b.StartTimer()
		fill(b, d, all)
	}
}

// BenchmarkTown reads a workspace of 50,000 conversations and 150,000 messages,
// 1,000 of them open.
func BenchmarkTown(b *testing.B) {
	d := newDesk(b)
	fill(b, d, letters(150000, 1000))
	b.Run("Queue", func(b *testing.B) {
		for b.Loop() {
			rows, err := d.Queue(ctx, inbox.Filter{})
			if err != nil || len(rows) != 1000 {
				b.Fatalf("%d rows, %v", len(rows), err)
			}
		}
	})
	b.Run("Counts", func(b *testing.B) {
		for b.Loop() {
			if _, err := d.Counts(ctx); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, words := range []string{"purple", "person 3999", "pot lib", "zzz"} {
		b.Run("Search "+words, func(b *testing.B) {
			for b.Loop() {
				if _, err := d.Search(ctx, words, 50); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("DidYouMean", func(b *testing.B) {
		for b.Loop() {
			if _, _, err := d.DidYouMean(ctx, "purpel"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("NewHours", func(b *testing.B) {
		n := 1
		for b.Loop() {
			n++
			d.do(hours(b, n, 10+n%7))
		}
	})
	b.Run("Verify", func(b *testing.B) {
		for b.Loop() {
			if r, err := d.Verify(ctx); err != nil || !r.Clean() {
				b.Fatal(err, r.Fault)
			}
		}
	})
}
