package act

// Head says where a journal stands: what is printed in backups and reports, so
// that a copy can be told from its original (DESIGN 2).
type Head struct {
	Workspace, Device string
	// Seq is the sequence number of the device's last act, 0 before the first;
	// Hash its link of the chain.
	Seq  int64
	Hash []byte
}

// Report says what a check of the whole workspace looked at and the first thing
// that is wrong.
type Report struct {
	Head
	Acts, Messages, Conversations, Sends int64
	// Unread counts acts without effect: those that came too late for their
	// subject, and those that this version doesn't know. Both are kept.
	Unread int64
	// Fault is a sentence that names the first bad row; "" when all is well.
	Fault string
}

// Clean tells that nothing is wrong.
func (r Report) Clean() bool { return r.Fault == "" }

// BackupReport says what a backup holds: the end of the chain in it, and the
// file's size in bytes. Sealed: a passphrase opens it.
type BackupReport struct {
	Head
	File   string
	Size   int64
	Sealed bool
}
