package oidctest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// library is the provider, in the release whose behaviour the tests know.
const library = "oidc-provider@9.13.3"

// packagesTime is how long fetching the library may take.
const packagesTime = 2 * time.Minute

// packages is the folder with the library's node_modules. It lies in the user's
// cache folder and is filled once; several test programs may want it at the
// same time, so it is made beside its place and moved there whole.
func packages() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the cache folder: %w", err)
	}
	all := filepath.Join(cache, "commsdesk-peers")
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
	fetch := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--no-update-notifier", "--ignore-scripts", library)
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
