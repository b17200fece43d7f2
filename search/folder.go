package search

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A folder is where the index of one audience lies:
//
//	live           names the generation that answers, and its stamp
//	opening        there while a generation is being opened; counts failed tries
//	000007/        a generation
//	aside-000006/  a generation that could not be opened, kept for a look
type folder struct {
	dir string
}

const (
	fileLive    = "live"
	fileOpening = "opening"
	asidePrefix = "aside-"
)

// maxOpenings is how many times a generation may end the process while it is
// opened before it is put aside unopened: a damaged file can do that, and
// would at every start.
const maxOpenings = 2

// A pointer names the live generation.
type pointer struct {
	Generation string `json:"generation"`
	Stamp      string `json:"stamp"` // form its documents are in
}

// An opening notes that a generation is being opened.
type opening struct {
	Generation string `json:"generation"`
	Count      int    `json:"count"`
}

func (f folder) path(name string) string { return filepath.Join(f.dir, name) }

// live reads the pointer.
func (f folder) live() (p pointer, err error) {
	err = readJSON(f.path(fileLive), &p)
	if err == nil && (p.Generation == "" || p.Generation != filepath.Base(p.Generation)) {
		err = fmt.Errorf("%s names no generation", f.path(fileLive))
	}
	return p, err
}

// setLive makes a generation the one that is opened from now on.
func (f folder) setLive(p pointer) error { return writeJSON(f.path(fileLive), p) }

// next is a name no generation has had.
func (f folder) next() (string, error) {
	names, err := f.generations()
	if err != nil {
		return "", err
	}
	highest := 0
	for _, name := range names {
		if n, err := strconv.Atoi(strings.TrimPrefix(name, asidePrefix)); err == nil {
			highest = max(highest, n)
		}
	}
	if p, err := f.live(); err == nil {
		if n, err := strconv.Atoi(p.Generation); err == nil {
			highest = max(highest, n)
		}
	}
	return fmt.Sprintf("%06d", highest+1), nil
}

// generations are the folders inside, those put aside included.
func (f folder) generations() ([]string, error) {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return nil, fmt.Errorf("list generations: %w", err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// sweep deletes the generations that are not live and not put aside.
func (f folder) sweep(live string) error {
	names, err := f.generations()
	if err != nil {
		return err
	}
	for _, name := range names {
		if name != live && !strings.HasPrefix(name, asidePrefix) {
			err = errors.Join(err, os.RemoveAll(f.path(name)))
		}
	}
	return err
}

// beginOpening notes a try to open a generation and reports whether it has
// tries left.
func (f folder) beginOpening(generation string) (bool, error) {
	var o opening
	err := readJSON(f.path(fileOpening), &o)
	if err != nil || o.Generation != generation {
		o = opening{Generation: generation}
	}
	if o.Count >= maxOpenings {
		return false, nil
	}
	o.Count++
	return true, writeJSON(f.path(fileOpening), o)
}

// endOpening notes that the process outlived the opening.
func (f folder) endOpening() error {
	if err := os.Remove(f.path(fileOpening)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("end opening: %w", err)
	}
	return nil
}

// putAside keeps a generation that cannot be used for a look, and only the
// last one such.
func (f folder) putAside(generation string) error {
	names, err := f.generations()
	if err != nil {
		return err
	}
	for _, name := range names {
		if strings.HasPrefix(name, asidePrefix) {
			err = errors.Join(err, os.RemoveAll(f.path(name)))
		}
	}
	if rename := os.Rename(f.path(generation), f.path(asidePrefix+generation)); rename != nil && !errors.Is(rename, fs.ErrNotExist) {
		err = errors.Join(err, rename)
	}
	return errors.Join(err, f.endOpening())
}

func readJSON(path string, into any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// writeJSON replaces a file so that a crash leaves the old or the new one, and
// forces it to disk.
func writeJSON(path string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	temporary := path + ".new"
	if err := os.WriteFile(temporary, data, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := syncPath(temporary); err != nil {
		return err
	}
	if err := os.Rename(temporary, path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return syncPath(filepath.Dir(path))
}
