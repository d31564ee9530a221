package mailbox

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"

	"commsdesk/platforms"
)

// Fingerprint is a certificate's SHA-256 as people compare it: upper-case hex
// pairs with colons.
func Fingerprint(cert *x509.Certificate) string {
	sum := sha256.Sum256(cert.Raw)
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}

// verify accepts a server's certificate or refuses it with a sentence. An
// accepted fingerprint counts alone: a certificate that differs from it is
// refused even when an authority vouches for it, because a change is what the
// officer must see.
func verify(state tls.ConnectionState, host string, port int, roots *x509.CertPool, accepted string, clock platforms.Clock) error {
	if len(state.PeerCertificates) == 0 {
		return errors.New("the server showed no certificate")
	}
	leaf := state.PeerCertificates[0]
	presented := Fingerprint(leaf)
	if accepted != "" {
		if strings.EqualFold(accepted, presented) {
			return nil
		}
		return certificateError(host, port, leaf, accepted, errors.New("fingerprint differs"),
			fmt.Sprintf("The certificate of %s is not the one you accepted. Nothing was sent. Ask your IT team whether it was changed before you accept the new one.", host))
	}
	intermediates := x509.NewCertPool()
	for _, c := range state.PeerCertificates[1:] {
		intermediates.AddCert(c)
	}
	_, err := leaf.Verify(x509.VerifyOptions{DNSName: host, Roots: roots, Intermediates: intermediates, CurrentTime: clock()})
	if err == nil {
		return nil
	}
	return certificateError(host, port, leaf, "", err, distrust(host, err))
}

// distrust words why no authority vouches for a certificate.
func distrust(host string, err error) string {
	var (
		invalid x509.CertificateInvalidError
		name    x509.HostnameError
	)
	switch {
	case errors.As(err, &name):
		return fmt.Sprintf("The server's certificate is made out to another name than %s. Nothing was sent. Check the server's name, or ask your IT team.", host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Sprintf("The certificate of %s has run out, or this computer's date is wrong. Nothing was sent. Ask your IT team.", host)
	default:
		return fmt.Sprintf("No authority this computer trusts vouches for the certificate of %s. Nothing was sent. Compare the fingerprint with your IT team before you accept it.", host)
	}
}

func certificateError(host string, port int, leaf *x509.Certificate, expected string, cause error, sentence string) error {
	return &platforms.Error{
		Class:    platforms.ClassCertificate,
		Sentence: sentence,
		Certificate: &platforms.Certificate{
			Host: Endpoint(host, port), Expected: expected, Presented: Fingerprint(leaf),
			Subject: leaf.Subject.String(), Issuer: leaf.Issuer.String(), NotAfter: leaf.NotAfter.UTC(),
		},
		Err: &connectError{stageTLS, cause},
	}
}
