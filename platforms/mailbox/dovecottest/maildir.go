package dovecottest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Inbox is the folder name for a user's Inbox.
const Inbox = ""

// folder is a mail folder's Maildir; Inbox is the user's own.
func (s *Server) folder(user, folder string) string {
	if folder == Inbox || strings.EqualFold(folder, "INBOX") {
		return s.path("mail", user)
	}
	return s.path("mail", user, "."+strings.ReplaceAll(folder, "/", "."))
}

// Deliver puts a message into a user's folder as a delivery agent does: into
// new/, with line ends as Maildirs keep them. received is its INTERNALDATE;
// zero leaves it to the file system. It returns the file's path.
func (s *Server) Deliver(user, folder string, raw []byte, received time.Time) string {
	s.t.Helper()
	dir := s.folder(user, folder)
	for _, sub := range []string{"tmp", "new", "cur"} {
		if _, err := os.Stat(filepath.Join(dir, sub)); err != nil {
			s.check(os.MkdirAll(filepath.Join(dir, sub), 0o755))
			s.own(dir)
		}
	}
	s.delivered++
	name := fmt.Sprintf("%d.M%dP1.example", 1700000000+s.delivered, s.delivered)
	temporary, path := filepath.Join(dir, "tmp", name), filepath.Join(dir, "new", name)
	s.check(os.WriteFile(temporary, bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), 0o644))
	if !received.IsZero() {
		s.check(os.Chtimes(temporary, received, received))
	}
	if os.Geteuid() == 0 {
		s.check(os.Lchown(temporary, s.uid, s.gid))
	}
	s.check(os.Rename(temporary, path))
	return path
}

// DeliverRead puts a message into a folder that somebody has long since opened
// and read: into cur/, marked seen.
func (s *Server) DeliverRead(user, folder string, raw []byte, received time.Time) string {
	s.t.Helper()
	path := s.Deliver(user, folder, raw, received)
	read := filepath.Join(s.folder(user, folder), "cur", filepath.Base(path)+":2,S")
	s.check(os.Rename(path, read))
	return read
}

// Listing is every mail file of a user with its size and time, new/ and cur/
// of all folders, sorted: two equal listings mean that nothing was moved,
// flagged, changed or deleted.
func (s *Server) Listing(user string) []string {
	s.t.Helper()
	var lines []string
	s.eachMail(user, func(path string, info os.FileInfo) {
		rel, err := filepath.Rel(s.path("mail", user), path)
		s.check(err)
		lines = append(lines, fmt.Sprintf("%s %d %d", rel, info.Size(), info.ModTime().Unix()))
	})
	slices.Sort(lines)
	return lines
}

// CountByMessageID is how many mail files of a user, in all folders, carry a
// Message-ID (given without angle brackets).
func (s *Server) CountByMessageID(user, id string) int {
	s.t.Helper()
	n := 0
	s.eachMail(user, func(path string, _ os.FileInfo) {
		raw, err := os.ReadFile(path)
		s.check(err)
		header, _, _ := bytes.Cut(raw, []byte("\n\n"))
		if strings.Contains(strings.ToLower(string(header)), "message-id: <"+strings.ToLower(id)+">") {
			n++
		}
	})
	return n
}

// Files are the paths of a user's mail files in one folder, sorted.
func (s *Server) Files(user, folder string) []string {
	s.t.Helper()
	var files []string
	for _, sub := range []string{"new", "cur"} {
		found, err := filepath.Glob(filepath.Join(s.folder(user, folder), sub, "*"))
		s.check(err)
		files = append(files, found...)
	}
	slices.Sort(files)
	return files
}

func (s *Server) eachMail(user string, visit func(path string, info os.FileInfo)) {
	s.t.Helper()
	s.check(filepath.Walk(s.path("mail", user), func(path string, info os.FileInfo, err error) error {
		if os.IsNotExist(err) {
			return nil
		}
		if err != nil {
			return err
		}
		if dir := filepath.Base(filepath.Dir(path)); info.Mode().IsRegular() && (dir == "new" || dir == "cur") {
			visit(path, info)
		}
		return nil
	}))
}

// ResetValidity makes the server number a folder afresh under a new
// UIDVALIDITY, as a mailbox moved to another server is. The server must be
// stopped; it is started again.
func (s *Server) ResetValidity(user, folder string) {
	s.t.Helper()
	s.Stop()
	dir := s.folder(user, folder)
	for _, pattern := range []string{"dovecot-uidlist", "dovecot.index*", "dovecot-uidvalidity*"} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		s.check(err)
		for _, path := range found {
			s.check(os.Remove(path))
		}
	}
	s.serial++
	list := filepath.Join(dir, "dovecot-uidlist")
	s.check(os.WriteFile(list, fmt.Appendf(nil, "3 V%d N1 G%032x\n", 1900000000+s.serial, s.serial), 0o644))
	s.own(list)
	s.launch()
}
