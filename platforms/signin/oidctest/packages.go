package oidctest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// library is the provider, in the release whose behaviour the tests know.
const library = "oidc-provider@9.13.3"

// packagesTime is how long fetching the library may take; it takes three
// seconds where there is a way to it.
const packagesTime = time.Minute

// oldestNode is the first version of Node.js that runs the library.
const oldestNode = 20

// packages is the folder with the library's node_modules, looked for once in
// each test program. It lies in the user's cache folder and is filled once;
// several test programs may want it at the same time, so it is made beside its
// place and moved there whole.
var packages = sync.OnceValues(fetchPackages)

func fetchPackages() (string, error) {
	said, err := exec.Command("node", "--print", "parseInt(process.versions.node)").Output()
	if err != nil {
		return "", fmt.Errorf("there is no Node.js on this machine (packages nodejs and npm, version %d or newer): %w", oldestNode, err)
	}
	if version, err := strconv.Atoi(strings.TrimSpace(string(said))); err != nil || version < oldestNode {
		return "", fmt.Errorf("version %s of Node.js is too old: %d or newer is needed", strings.TrimSpace(string(said)), oldestNode)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache folder: %w", err)
	}
	all := filepath.Join(cache, "commsdesk")
	home := filepath.Join(all, library)
	if _, err := os.Stat(filepath.Join(home, "node_modules")); err == nil {
		return home, nil
	}
	if err := os.MkdirAll(all, 0o755); err != nil {
		return "", fmt.Errorf("make the folder of the library: %w", err)
	}
	draft, err := os.MkdirTemp(all, "making-")
	if err != nil {
		return "", fmt.Errorf("make the folder of the library: %w", err)
	}
	defer func() { _ = os.RemoveAll(draft) }()
	if err := os.WriteFile(filepath.Join(draft, "package.json"), []byte(`{"private":true}`), 0o600); err != nil {
		return "", fmt.Errorf("describe the library: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), packagesTime)
	defer cancel()
	fetch := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts", "--fetch-retries=1", library)
	fetch.Dir = draft
	if said, err := fetch.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm install %s: %w: %s", library, err, said)
	}
	if err := os.Rename(draft, home); err != nil {
		if _, there := os.Stat(filepath.Join(home, "node_modules")); there == nil {
			return home, nil // somebody else was faster
		}
		return "", fmt.Errorf("put the library in its place: %w", err)
	}
	return home, nil
}
