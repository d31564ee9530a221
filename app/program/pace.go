package program

import (
	"time"

	"commsdesk/app"
)

// awayFrom is after how long behind other windows, or hidden, nobody is taken to be
// at the desk.
const awayFrom = 15 * time.Minute

// Attended tells that the window came to the front, or went from it. Channels are
// read less often after a while without anybody there, and caught up with when
// somebody comes back.
func (p *Program) Attended(there bool) {
	if there {
		p.left.Store(0)
		return
	}
	p.left.CompareAndSwap(0, app.Millis(p.Clock()))
}

// slow tells that channels are to be read less often.
func (p *Program) slow() bool {
	if p.OnBattery != nil && p.OnBattery() {
		return true
	}
	left := p.left.Load()
	return left != 0 && p.Clock().Sub(app.FromMillis(left)) >= awayFrom
}
