package desktop

func opener(link string) (name string, args []string) { return "open", []string{link} }
