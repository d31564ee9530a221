//go:build !windows && !darwin

package desktop

func opener(link string) (name string, args []string) { return "xdg-open", []string{link} }
