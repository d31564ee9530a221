module commsdesk

go 1.26.8

require (
	filippo.io/age v1.3.2 // seals backups with a passphrase
	fyne.io/fyne/v2 v2.8.1 // the window and its widgets, on every desktop
	git.sr.ht/~jackmordaunt/go-toast v1.1.2 // notifications on Windows that open what they are about
	github.com/adrg/xdg v0.5.3 // where each system keeps a user's own data
	github.com/dghubble/oauth1 v0.7.3 // signs requests as OAuth 1.0a asks
	github.com/emersion/go-imap/v2 v2.0.0-beta.8 // reads mailboxes: IMAP with IDLE, streamed literals
	github.com/emersion/go-message v0.18.2 // writes mail, and reads its charsets and encodings
	github.com/emersion/go-sasl v0.0.0-20241020182733-b788ff22d5a6 // signs in to mail servers
	github.com/emersion/go-smtp v0.25.1 // hands mail over, stage by stage, so that the point of no return is known
	github.com/esiqveland/notify v0.13.3 // notifications on Linux that can be clicked
	github.com/gen2brain/beeep v0.11.3 // notifications on every desktop, where clicks are not to be had
	github.com/go-text/typesetting v0.3.4 // which letters the carried font has, for the tests of its cut
	github.com/godbus/dbus/v5 v5.2.4 // the session bus of Linux: notifications and the keyring's state
	github.com/google/go-cmp v0.7.0 // shows in tests what differs
	github.com/jhillyerd/enmime/v2 v2.3.0 // takes foreign mail apart: of 132 odd messages it read the most
	github.com/mattn/go-sqlite3 v1.14.53 // SQLite with full-text search; the workspace's one file
	github.com/oklog/ulid/v2 v2.1.2 // ids of acts
	github.com/rickar/cal/v2 v2.1.13 // make bench compares our working days with it
	github.com/rivo/uniseg v0.4.7 // counts and cuts text by what people see as a letter
	github.com/zalando/go-keyring v0.2.8 // passwords in the keyring of each system
	golang.org/x/image v0.48.0 // WebP, BMP and TIFF pictures, and pictures made smaller
	golang.org/x/net v0.62.0 // HTML to text, host names, proxies, Mastodon's stream over WebSockets
	golang.org/x/oauth2 v0.38.0 // sign-in by authorisation code and PKCE
	golang.org/x/sys v0.50.0 // locks, file systems and the registry, system by system
	golang.org/x/term v0.48.0 // asks for a password without showing it
	golang.org/x/text v0.44.0 // spelling and accents in searches and names
	golang.org/x/time v0.16.0 // limits how fast networks are asked
	google.golang.org/api v0.311.0 // YouTube's own library
	pgregory.net/rapid v1.3.0 // tests of properties
)

require (
	cloud.google.com/go/auth v0.24.1-0.20261001053825-dbc26066f70a // indirect
	cloud.google.com/go/auth/oauth2adapt v0.3.1 // indirect
	cloud.google.com/go/compute/metadata v0.10.0 // indirect
	filippo.io/hpke v0.4.0 // indirect
	fyne.io/systray v1.12.3-0.20260810170012-af4e8e793ec4 // indirect
	github.com/BurntSushi/toml v1.6.0 // indirect
	github.com/FyshOS/fancyfs v0.0.1 // indirect
	github.com/anthonynsimon/bild v0.14.0 // indirect
	github.com/cention-sany/utf7 v0.0.0-20170124080048-26cad61bd60a // indirect
	github.com/cespare/xxhash/v2 v2.3.0 // indirect
	github.com/clipperhouse/displaywidth v0.10.0 // indirect
	github.com/clipperhouse/uax29/v2 v2.6.0 // indirect
	github.com/danieljoos/wincred v1.2.3 // indirect
	github.com/fatih/color v1.18.0 // indirect
	github.com/felixge/httpsnoop v1.1.0 // indirect
	github.com/fsnotify/fsnotify v1.9.0 // indirect
	github.com/fyne-io/gl-js v0.2.1-0.20260315212741-029c47fd27e8 // indirect
	github.com/fyne-io/glfw-js v0.4.0 // indirect
	github.com/fyne-io/image v0.1.1 // indirect
	github.com/fyne-io/oksvg v0.2.0 // indirect
	github.com/go-gl/gl v0.0.0-20260331235117-4566fea9a276 // indirect
	github.com/go-gl/glfw/v3.4/glfw v0.1.0-pre.1.0.20260707082822-2a407d02d01a // indirect
	github.com/go-logr/logr v1.4.4 // indirect
	github.com/go-logr/stdr v1.2.2 // indirect
	github.com/go-ole/go-ole v1.3.0 // indirect
	github.com/go-text/render v0.2.1 // indirect
	github.com/gogs/chardet v0.0.0-20211120154057-b7413eaefb8f // indirect
	github.com/google/s2a-go v0.1.11 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/googleapis/enterprise-certificate-proxy v0.3.24 // indirect
	github.com/googleapis/gax-go/v2 v2.27.0 // indirect
	github.com/hack-pad/go-indexeddb v0.3.2 // indirect
	github.com/hack-pad/safejs v0.1.0 // indirect
	github.com/inbucket/html2text v1.0.0 // indirect
	github.com/jackmordaunt/icns/v3 v3.0.1 // indirect
	github.com/jeandeaual/go-locale v0.0.0-20250612000132-0ef82f21eade // indirect
	github.com/jsummers/gobmp v0.0.0-20230614200233-a9de23ed2e25 // indirect
	github.com/mattn/go-colorable v0.1.14 // indirect
	github.com/mattn/go-isatty v0.0.20 // indirect
	github.com/mattn/go-runewidth v0.0.24 // indirect
	github.com/nfnt/resize v0.0.0-20180221191011-83c6a9932646 // indirect
	github.com/nicksnyder/go-i18n/v2 v2.5.1 // indirect
	github.com/olekukonko/cat v0.0.0-20250911104152-50322a0618f6 // indirect
	github.com/olekukonko/errors v1.2.0 // indirect
	github.com/olekukonko/ll v0.1.6 // indirect
	github.com/olekukonko/tablewriter v1.1.3 // indirect
	github.com/pkg/errors v0.9.1 // indirect
	github.com/rymdport/portal v0.4.2 // indirect
	github.com/sergeymakinen/go-bmp v1.0.0 // indirect
	github.com/sergeymakinen/go-ico v1.0.0-beta.0 // indirect
	github.com/srwiley/oksvg v0.0.0-20221011165216-be6e8873101c // indirect
	github.com/srwiley/rasterx v0.0.0-20220730225603-2ab79fcdd4ef // indirect
	github.com/ssor/bom v0.0.0-20170718123548-6386211fdfcf // indirect
	github.com/stretchr/testify v1.12.1 // indirect
	github.com/tadvi/systray v0.0.0-20190226123456-11a2b8fa57af // indirect
	github.com/yuin/goldmark v1.8.2 // indirect
	go.opentelemetry.io/auto/sdk v1.2.1 // indirect
	go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp v0.69.0 // indirect
	go.opentelemetry.io/otel v1.47.0 // indirect
	go.opentelemetry.io/otel/log v1.47.0 // indirect
	go.opentelemetry.io/otel/metric v1.47.0 // indirect
	go.opentelemetry.io/otel/trace v1.47.0 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/crypto v0.58.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20261026165753-2ffab32bce7e // indirect
	google.golang.org/grpc v1.85.0 // indirect
	google.golang.org/protobuf v1.36.12 // indirect
)
