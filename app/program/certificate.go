package program

import (
	"errors"
	"time"

	"commsdesk/platforms"
)

// Certificate is what an officer must see before a server is trusted that no
// authority vouches for, or that shows another certificate than before.
type Certificate struct {
	// Endpoint is "host:port", as AcceptCertificate takes it.
	Endpoint string
	// Expected and Presented are SHA-256 in hex pairs with colons; Expected is
	// "" when none was accepted before.
	Expected, Presented string
	// Subject and Issuer are names as the certificate writes them.
	Subject, Issuer string
	NotAfter        time.Time // UTC
}

// CertificateIn finds the certificate that an error of Try, Test or Connect is
// about; false when it is about something else.
func CertificateIn(err error) (Certificate, bool) {
	var pe *platforms.Error
	if !errors.As(err, &pe) || pe.Certificate == nil {
		return Certificate{}, false
	}
	c := pe.Certificate
	return Certificate{Endpoint: c.Host, Expected: c.Expected, Presented: c.Presented,
		Subject: c.Subject, Issuer: c.Issuer, NotAfter: c.NotAfter}, true
}
