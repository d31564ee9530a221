package queue

import (
	"context"
	"time"

	"commsdesk/app/channel"
	"commsdesk/app/intake"
	"commsdesk/app/ui/capture"
)

// capture writes down what was said where no API reaches, and opens the
// conversation that it is in.
func (q *Queue) capture() {
	var byHand []channel.Channel
	q.env.Work(func(ctx context.Context) error {
		all, err := q.env.Program.Channels.Channels(ctx, false)
		for _, c := range all {
			if q.byHand(ctx, c) {
				byHand = append(byHand, c)
			}
		}
		return err
	}, func(err error) {
		if err != nil {
			q.env.Say(err)
			return
		}
		capture.Ask(capture.Ports{Env: q.env, Keep: q.writeDown,
			Moment: func(day, hour string) (time.Time, error) { return readPast(q.env.Clock(), day, hour) }}, byHand)
	})
}

// byHand tells whether what is said in an account is read and answered outside.
func (q *Queue) byHand(ctx context.Context, c channel.Channel) bool {
	if n, ok := q.env.Program.Network(c.Network); ok && n.ByHand {
		return true
	}
	a := q.env.Program.Outbox.Abilities(ctx, c.ID)
	return a.Known && !a.Reply.OK && !a.Private.OK
}

func (q *Queue) writeDown(account string, note intake.CaptureNote, done func(error)) {
	who := q.env.Who()
	var conversation string
	q.env.Work(func(ctx context.Context) (err error) {
		conversation, err = q.env.Program.Intake.Capture(ctx, who, account, note)
		return err
	}, func(err error) {
		done(err)
		if err != nil {
			return
		}
		q.env.Did("Written down. Its clock runs.", nil)
		q.choose(conversation)
		q.columns.toThread(true)
		q.list.load()
		q.rest()
	})
}
