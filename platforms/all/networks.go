package all

import (
	"fmt"

	"commsdesk/platforms"
	"commsdesk/platforms/bluesky"
	"commsdesk/platforms/byhand"
	"commsdesk/platforms/facebook"
	"commsdesk/platforms/flickr"
	"commsdesk/platforms/instagram"
	"commsdesk/platforms/linkedin"
	"commsdesk/platforms/mastodon"
	"commsdesk/platforms/threads"
	"commsdesk/platforms/x"
	"commsdesk/platforms/youtube"
)

// Networks are all that can be connected beside the mailbox, in the order in
// which people are shown them: those of the strategy first (S 4.1 to 4.11),
// what goes by hand last.
func Networks() []platforms.Network {
	return append([]platforms.Network{
		x.Describe(), facebook.Describe(), instagram.Describe(), youtube.Describe(), linkedin.Describe(), flickr.Describe(),
		bluesky.Describe(), mastodon.Describe(), threads.Describe(),
	}, byhand.Describe()...)
}

// find returns the network of that name.
func find(name string) (platforms.Network, error) {
	for _, n := range Networks() {
		if n.Name == name {
			return n, nil
		}
	}
	return platforms.Network{}, fmt.Errorf("there is no network called %s", name)
}

func build(network string, config []byte, secrets platforms.Secrets, clock platforms.Clock) (platforms.Adapter, error) {
	n, err := find(network)
	if err != nil {
		return nil, err
	}
	return n.New(config, secrets, clock)
}
