package x

import (
	"net/url"
	"testing"
)

// TestBaseString builds the example of RFC 5849 3.4.1.1.
func TestBaseString(t *testing.T) {
	u, err := url.Parse("http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b")
	if err != nil {
		t.Fatal(err)
	}
	got := baseString("post", u, map[string]string{
		"oauth_consumer_key": "9djdj82h48djs9d2", "oauth_token": "kkk9d7dh3k39sjv7", "oauth_signature_method": "HMAC-SHA1",
		"oauth_timestamp": "137131201", "oauth_nonce": "7d8f3e4a",
	}, url.Values{"c2": {""}, "a3": {"2 q"}})
	want := "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D" +
		"%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1" +
		"%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestSignature makes the signatures of RFC 5849 1.2 and the one of X's own
// guide to signing.
func TestSignature(t *testing.T) {
	for _, c := range []struct {
		name, method, address string
		oauth                 map[string]string
		form                  url.Values
		k                     keys
		want                  string
	}{
		{"RFC 5849, the photograph", "GET", "http://photos.example.net/photos?file=vacation.jpg&size=original",
			map[string]string{"oauth_consumer_key": "dpf43f3p2l4k3l03", "oauth_token": "nnch734d00sl2jdk", "oauth_signature_method": "HMAC-SHA1",
				"oauth_timestamp": "137131202", "oauth_nonce": "chapoH"}, nil,
			keys{keySecret: "kd94hf93k423kf44", ownerSecret: "pfkkdhi9sl3r4s00"}, "MdpQcU8iPSUjWoN/UDMsK2sui9I="},
		{"RFC 5849, the first request", "POST", "https://photos.example.net/initiate",
			map[string]string{"oauth_consumer_key": "dpf43f3p2l4k3l03", "oauth_signature_method": "HMAC-SHA1", "oauth_timestamp": "137131200",
				"oauth_nonce": "wIjqoS", "oauth_callback": "http://printer.example.com/ready"}, nil,
			keys{keySecret: "kd94hf93k423kf44"}, "74KNZJeDHnMBp0EMJ9ZHt/XKycU="},
		{"X's guide", "POST", "https://api.twitter.com/1.1/statuses/update.json?include_entities=true",
			map[string]string{"oauth_consumer_key": "xvz1evFS4wEEPTGEFPHBog", "oauth_nonce": "kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg",
				"oauth_signature_method": "HMAC-SHA1", "oauth_timestamp": "1318622958", "oauth_version": "1.0",
				"oauth_token": "370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb"},
			url.Values{"status": {"Hello Ladies + Gentlemen, a signed OAuth request!"}},
			keys{keySecret: "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw", ownerSecret: "LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE"},
			"hCtSmYh+iHYCEqBWrE7C7hYmtUk="},
	} {
		u, err := url.Parse(c.address)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.k.signature(baseString(c.method, u, c.oauth, c.form)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
