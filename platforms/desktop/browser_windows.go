package desktop

func opener(link string) (name string, args []string) {
	return "rundll32", []string{"url.dll,FileProtocolHandler", link}
}
