package cordis

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// The limits of what is read, far above anything CORDIS publishes: a file made
// to exhaust the machine is refused, not unpacked.
const (
	maxXML      = 8 << 20  // bytes of one XML file, unpacked
	maxUnpacked = 16 << 30 // bytes of all files together, unpacked
	maxMembers  = 250_000  // files in an archive
)

// source is one file to read, loose or a member of an archive.
type source struct {
	path   string // the file given
	name   string // for messages: within an archive "archive.zip: name"
	member int    // index within the archive, or -1
	gzip   bool
	xml    bool
	table  table // of a CSV file
	size   int64 // bytes on disk
}

// recognise finds out from its first bytes what the file given is. The members
// of an archive that are nothing we know are returned in skipped.
func recognise(path string) (sources []*source, skipped []string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, err
	}
	if info.IsDir() {
		return nil, nil, fmt.Errorf("%s is a folder; name the files in it", path)
	}
	if info.Size() == 0 {
		return nil, nil, fmt.Errorf("%s is empty", path)
	}
	magic := make([]byte, 4)
	n, err := io.ReadFull(f, magic)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, nil, fmt.Errorf("read %s: %w", path, err)
	}
	if bytes.HasPrefix(magic[:n], []byte("PK\x03\x04")) {
		return recogniseArchive(path, f, info.Size())
	}
	s := &source{path: path, name: path, member: -1, size: info.Size(), gzip: bytes.HasPrefix(magic[:n], []byte("\x1f\x8b"))}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, nil, err
	}
	var r io.Reader = f
	if s.gzip {
		if r, err = gzip.NewReader(f); err != nil {
			return nil, nil, fmt.Errorf("unpack %s: %w", path, err)
		}
	}
	return []*source{s}, nil, s.sniff(r)
}

func recogniseArchive(path string, f io.ReaderAt, size int64) (sources []*source, skipped []string, err error) {
	archive, err := zip.NewReader(f, size)
	if err != nil {
		return nil, nil, fmt.Errorf("read archive %s: %w", path, err)
	}
	if len(archive.File) > maxMembers {
		return nil, nil, fmt.Errorf("%s holds %d files, at most %d are read", path, len(archive.File), maxMembers)
	}
	for i, m := range archive.File {
		if m.FileInfo().IsDir() {
			continue
		}
		s := &source{path: path, name: path + ": " + m.Name, member: i, size: int64(m.CompressedSize64)}
		r, err := m.Open()
		if err != nil {
			return nil, nil, fmt.Errorf("unpack %s: %w", s.name, err)
		}
		err = s.sniff(r)
		if closing := r.Close(); err == nil && closing != nil {
			err = fmt.Errorf("unpack %s: %w", s.name, closing)
		}
		switch {
		case errors.Is(err, errUnknown):
			skipped = append(skipped, s.name)
		case err != nil:
			return nil, nil, err
		default:
			sources = append(sources, s)
		}
	}
	if len(sources) == 0 {
		return nil, nil, fmt.Errorf("%s holds no file of CORDIS: %s", path, expected)
	}
	return sources, skipped, nil
}

// errUnknown is what a file is that holds neither XML nor a table we know.
var errUnknown = errors.New("not a file of CORDIS")

// sniff tells XML from CSV and finds out which table a CSV file holds. It fails
// with errUnknown when it is neither.
func (s *source) sniff(r io.Reader) error {
	b := bufio.NewReaderSize(r, 1<<16)
	first, err := b.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read %s: %w", s.name, err)
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(first, []byte("\ufeff")))
	if bytes.HasPrefix(text, []byte("<")) {
		s.xml = true
		return nil
	}
	line, err := b.ReadSlice('\n') // no header has a line break in it
	if errors.Is(err, bufio.ErrBufferFull) {
		return fmt.Errorf("%s is %w: the first line has more than 64 kB; %s", s.name, errUnknown, expected)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read %s: %w", s.name, err)
	}
	head, err := parseHeader(line)
	if err != nil {
		return fmt.Errorf("%s is %w: %w; %s", s.name, errUnknown, err, expected)
	}
	s.table = head.table
	return nil
}

// projects reports whether the source holds projects, and not only a table
// that says more about them.
func (s *source) projects() bool {
	return s.xml || s.table == tableProject || s.table == tableOld
}

// reader opens sources one after the other. It keeps the archive open that it
// read last, counts what it read, and stops when ctx ends.
type reader struct {
	ctx      context.Context
	progress func(done, total int64)
	done     int64 // bytes on disk
	total    int64
	told     int64
	unpacked int64

	file    *os.File
	path    string
	archive *zip.Reader
}

// open reads a source from its beginning; the result is valid until the next
// call.
func (r *reader) open(s *source) (io.Reader, error) {
	if s.path != r.path {
		if err := r.close(); err != nil {
			return nil, err
		}
		f, err := os.Open(s.path)
		if err != nil {
			return nil, err
		}
		r.file, r.path = f, s.path
	}
	if s.member >= 0 {
		return r.openMember(s)
	}
	if _, err := r.file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read %s: %w", s.name, err)
	}
	disk := &counter{r: r, from: r.file, disk: true}
	if !s.gzip {
		return &counter{r: r, from: disk}, nil
	}
	unpacked, err := gzip.NewReader(bufio.NewReaderSize(disk, 1<<16))
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", s.name, err)
	}
	return &counter{r: r, from: unpacked}, nil
}

func (r *reader) openMember(s *source) (io.Reader, error) {
	if r.archive == nil {
		info, err := r.file.Stat()
		if err != nil {
			return nil, err
		}
		if r.archive, err = zip.NewReader(r.file, info.Size()); err != nil {
			return nil, fmt.Errorf("read archive %s: %w", s.path, err)
		}
	}
	if s.member >= len(r.archive.File) {
		return nil, fmt.Errorf("%s changed while it was read", s.path)
	}
	raw, err := r.archive.File[s.member].Open()
	if err != nil {
		return nil, fmt.Errorf("unpack %s: %w", s.name, err)
	}
	return &counter{r: r, from: raw, closer: raw, atEnd: s.size}, nil
}

// close lets go of the file that is open.
func (r *reader) close() error {
	if r.file == nil {
		return nil
	}
	err := r.file.Close()
	r.file, r.path, r.archive = nil, "", nil
	return err
}

// counter counts what is read through it: bytes on disk for the progress,
// bytes unpacked for the limit.
type counter struct {
	r      *reader
	from   io.Reader
	closer io.Closer
	disk   bool
	atEnd  int64 // bytes on disk that a member of an archive took, known at its end
}

// Read fails when ctx has ended or the limit is passed.
func (c *counter) Read(p []byte) (int, error) {
	if err := c.r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.from.Read(p)
	if c.disk {
		c.r.advance(int64(n))
		return n, err
	}
	if c.r.unpacked += int64(n); c.r.unpacked > maxUnpacked {
		return n, fmt.Errorf("the files hold more than %d GB", maxUnpacked>>30)
	}
	if err != nil && c.closer != nil {
		c.r.advance(c.atEnd)
		if closing := c.closer.Close(); closing != nil && errors.Is(err, io.EOF) {
			err = closing
		}
		c.closer = nil
	}
	return n, err
}

// advance reports progress, not more often than each quarter of a megabyte.
func (r *reader) advance(n int64) {
	r.done = min(r.done+n, r.total)
	if r.progress != nil && (r.done-r.told >= 1<<18 || r.done == r.total) && r.done > r.told {
		r.told = r.done
		r.progress(r.done, r.total)
	}
}
