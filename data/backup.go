package data

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"commsdesk/app"
	"commsdesk/app/act"

	"filippo.io/age"
)

// BackupReport is what a backup holds.
type BackupReport = act.BackupReport

// Backup writes a copy of the workspace as of one moment into a new file that
// this user alone may read, and checks it. It holds residents' words. Wrong: the
// file is there already, which is left as it is.
func (s *Store) Backup(ctx context.Context, file string) (BackupReport, error) {
	head, err := copyInto(ctx, s.file, file)
	if err != nil {
		return BackupReport{}, explain("back up", err)
	}
	return reportOn(BackupReport{Head: head, File: file})
}

// BackupSealed is Backup into an age file that the passphrase opens
// (age-encryption.org, scrypt). The plain copy exists in the workspace's own
// folder only until it is sealed.
func (s *Store) BackupSealed(ctx context.Context, file, passphrase string) (BackupReport, error) {
	if passphrase == "" {
		return BackupReport{}, app.NewError(app.Wrong, "A sealed backup needs a passphrase. Nothing was written.")
	}
	if _, err := os.Lstat(file); err == nil {
		return BackupReport{}, errThere
	}
	plain := filepath.Join(filepath.Dir(s.file), "backup-"+s.options.IDs.New()+".tmp")
	defer os.Remove(plain) //nolint:errcheck // it may never have been made
	head, err := copyInto(ctx, s.file, plain)
	if err != nil {
		return BackupReport{}, explain("back up", err)
	}
	if err := seal(plain, file, passphrase); err != nil {
		return BackupReport{}, explain("seal the backup", err)
	}
	return reportOn(BackupReport{Head: head, File: file, Sealed: true})
}

func reportOn(r BackupReport) (BackupReport, error) {
	info, err := os.Stat(r.File)
	if err != nil {
		return BackupReport{}, explain("look at the backup", err)
	}
	r.Size = info.Size()
	return r, nil
}

var errThere = app.NewError(app.Wrong, "There is a file of that name already. It was left as it is. Choose another name for the backup.")

var errNoPlace = app.NewError(app.Storage, "The copy could not be written there. Everything in the workspace is safe. Choose a folder that exists and that you may write in.")

// noPlace says why a copy can't be made: a full disk keeps its own sentence.
func noPlace(name string, err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("make %s: %w", name, err)
	}
	return errNoPlace.Because(err)
}

// copyInto copies a database into a new file, brings it to the disk and checks
// it. A copy that is not whole is taken away again.
func copyInto(ctx context.Context, from, file string) (Head, error) {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return Head{}, errThere
	}
	if err != nil {
		return Head{}, noPlace(filepath.Base(file), err)
	}
	head, err := fillCopy(ctx, from, f, file)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(file) //nolint:errcheck // the first error is the one that says why
		return Head{}, err
	}
	return head, nil
}

func fillCopy(ctx context.Context, from string, f *os.File, file string) (Head, error) {
	db := openSource(from)
	defer db.Close() //nolint:errcheck // only read
	if _, err := db.ExecContext(ctx, "VACUUM INTO ?", file); err != nil {
		return Head{}, fmt.Errorf("copy: %w", err)
	}
	if err := f.Sync(); err != nil {
		return Head{}, fmt.Errorf("bring the copy to the disk: %w", err)
	}
	return checkCopy(ctx, file)
}

// checkCopy opens a copy by itself, looks through all of it and follows its
// chain to the end.
func checkCopy(ctx context.Context, file string) (Head, error) {
	said, err := checkFile(ctx, file)
	if err != nil {
		return Head{}, fmt.Errorf("check the copy: %w", err)
	}
	if said != "" {
		return Head{}, errDamaged.Because(errors.New(said))
	}
	db := openReader(file)
	defer db.Close() //nolint:errcheck // only read
	if _, fault, err := walkJournal(ctx, db); err != nil || fault != "" {
		return Head{}, errors.Join(err, errDamaged.Because(errors.New(fault)))
	}
	return headOf(ctx, db)
}

// copyBefore is the copy made before a migration. An older one of the same name
// that is whole is kept; one that is not whole is made anew.
func copyBefore(ctx context.Context, from, file string) error {
	if _, err := os.Lstat(file); err == nil {
		if _, err := checkCopy(ctx, file); err == nil {
			return nil
		}
		if err := os.Remove(file); err != nil {
			return fmt.Errorf("take away a copy that is not whole: %w", err)
		}
	}
	_, err := copyInto(ctx, from, file)
	return err
}

// seal writes an age file of a plain one and reads it back.
func seal(plain, file, passphrase string) error {
	out, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return errThere
	}
	if err != nil {
		return noPlace(filepath.Base(file), err)
	}
	if err = errors.Join(sealInto(plain, out, passphrase), out.Close()); err != nil {
		os.Remove(file) //nolint:errcheck // the first error is the one that says why
	}
	return err
}

func sealInto(plain string, out *os.File, passphrase string) error {
	in, err := os.Open(plain)
	if err != nil {
		return fmt.Errorf("open the copy: %w", err)
	}
	defer in.Close() //nolint:errcheck // only read
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return fmt.Errorf("take the passphrase: %w", err)
	}
	w, err := age.Encrypt(out, recipient)
	if err != nil {
		return fmt.Errorf("begin to seal: %w", err)
	}
	written := sha256.New()
	if _, err := io.Copy(w, io.TeeReader(in, written)); err != nil {
		return fmt.Errorf("seal: %w", err)
	}
	if err := errors.Join(w.Close(), out.Sync()); err != nil {
		return fmt.Errorf("end the seal: %w", err)
	}
	if _, err := out.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read it back: %w", err)
	}
	read := sha256.New()
	if err := unseal(out, read, passphrase); err != nil {
		return err
	}
	if !bytes.Equal(written.Sum(nil), read.Sum(nil)) {
		return errDisk
	}
	return nil
}

// unseal writes what an age file holds.
func unseal(in io.Reader, out io.Writer, passphrase string) error {
	identity, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return fmt.Errorf("take the passphrase: %w", err)
	}
	r, err := age.Decrypt(in, identity)
	if err != nil {
		return fmt.Errorf("open the seal: %w", err)
	}
	if _, err := io.Copy(out, r); err != nil {
		return fmt.Errorf("read the seal: %w", err)
	}
	return nil
}
