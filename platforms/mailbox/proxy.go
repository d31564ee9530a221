package mailbox

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"

	"golang.org/x/net/http/httpproxy"
	"golang.org/x/net/proxy"

	"commsdesk/platforms"
)

// proxyFor is the proxy on the way to a server, nil for none. The environment
// is read as web programs read it: HTTPS_PROXY, else ALL_PROXY, minus NO_PROXY
// and this machine itself.
func (m *Mailbox) proxyFor(host string, port int) (*url.URL, error) {
	if m.config.Proxy == NoProxy {
		return nil, nil
	}
	var through *url.URL
	var err error
	if m.config.Proxy != "" {
		through, err = url.Parse(m.config.Proxy)
	} else {
		settings := httpproxy.FromEnvironment()
		if settings.HTTPSProxy == "" {
			settings.HTTPSProxy = firstOf(os.Getenv("ALL_PROXY"), os.Getenv("all_proxy"))
		}
		through, err = settings.ProxyFunc()(&url.URL{Scheme: "https", Host: net.JoinHostPort(host, strconv.Itoa(port))})
	}
	if err != nil {
		return nil, proxyError("The proxy's address could not be read. Check the proxy in the mailbox's settings or in this computer's settings.", err)
	}
	return through, nil
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

func proxyError(sentence string, err error) error {
	return &platforms.Error{Class: platforms.ClassOffline, Sentence: sentence, Err: &connectError{stageProxy, err}}
}

// dialThrough connects to a server by way of an HTTP (CONNECT) or SOCKS proxy.
func dialThrough(ctx context.Context, through *url.URL, host string, port int) (net.Conn, error) {
	target := net.JoinHostPort(host, strconv.Itoa(port))
	if through.Scheme == "socks5" || through.Scheme == "socks5h" {
		dialer, err := proxy.FromURL(through, proxy.Direct)
		if err != nil {
			return nil, proxyError("The proxy's address could not be used. Check the proxy in the mailbox's settings.", err)
		}
		conn, err := dialer.(proxy.ContextDialer).DialContext(ctx, "tcp", target)
		if err != nil {
			return nil, proxyError(fmt.Sprintf("The proxy %s did not connect us to %s on port %d. Ask your IT team whether it may. Drafts are safe.", through.Host, host, port), err)
		}
		return conn, nil
	}
	return dialConnect(ctx, through, target)
}

func dialConnect(ctx context.Context, through *url.URL, target string) (net.Conn, error) {
	conn, err := dialProxy(ctx, through)
	if err != nil {
		return nil, proxyError(fmt.Sprintf("The proxy %s could not be reached. Check the proxy's settings or that this computer is on the network. Drafts are safe.", through.Host), err)
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	request := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: target}, Host: target, Header: http.Header{}}
	if through.User != nil {
		password, _ := through.User.Password()
		request.SetBasicAuth(through.User.Username(), password)
		request.Header["Proxy-Authorization"] = request.Header["Authorization"]
		request.Header.Del("Authorization")
	}
	reader := bufio.NewReader(conn)
	err = request.Write(conn)
	var response *http.Response
	if err == nil {
		response, err = http.ReadResponse(reader, request)
	}
	if err != nil {
		conn.Close()
		return nil, proxyError(fmt.Sprintf("The proxy %s gave no proper answer. Drafts are safe.", through.Host), err)
	}
	if response.StatusCode != http.StatusOK {
		conn.Close()
		return nil, proxyError(fmt.Sprintf("The proxy %s refused the way to %s. Ask your IT team to allow it. Drafts are safe.", through.Host, target), errors.New(response.Status))
	}
	return &readAhead{Conn: conn, reader: reader}, nil
}

func dialProxy(ctx context.Context, through *url.URL) (net.Conn, error) {
	port := through.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[through.Scheme]
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(through.Hostname(), port))
	if err != nil || through.Scheme != "https" {
		return conn, err
	}
	secure := tls.Client(conn, &tls.Config{ServerName: through.Hostname(), MinVersion: tls.VersionTLS12})
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secure, nil
}

// readAhead gives back what was read beyond the proxy's answer.
type readAhead struct {
	net.Conn
	reader *bufio.Reader
}

func (c *readAhead) Read(p []byte) (int, error) { return c.reader.Read(p) }
