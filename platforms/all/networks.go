package all

import (
	"fmt"

	"commsdesk/platforms"
)

// Networks are all that can be connected beside the mailbox, in the order in
// which people are shown them: those of the strategy first (S 4.1 to 4.11).
func Networks() []platforms.Network {
	return []platforms.Network{}
}

func build(network string, config []byte, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
	for _, n := range Networks() {
		if n.Name == network {
			return n.New(config, secrets, clock)
		}
	}
	return nil, fmt.Errorf("there is no network called %s", network)
}
