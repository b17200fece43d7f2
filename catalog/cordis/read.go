package cordis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"ileanet.eu/showcase/catalog"
)

// maxRejections is how many faulty records are listed before the files are
// taken for something else.
const maxRejections = 10_000

// Options say what to read and how.
type Options struct {
	// OnlySecurity takes only projects of the security programmes and those
	// that speak of border management.
	OnlySecurity bool
	// Vocabularies give the words that suggest challenge areas. Without them
	// nothing is suggested.
	Vocabularies *catalog.Vocabularies
	// Progress is called now and then with the bytes read so far and in all,
	// both while reading and while the records are taken. It may be nil.
	Progress func(done, total int64)
}

// File says what was found in a file.
type File struct {
	Name  string // as given
	Holds string // such as "project", "organization", "topics" or "project in XML"
	Rows  int    // rows of the table, or projects
}

// Reading is what the files given hold: the tables joined, the projects known
// but still in their files.
type Reading struct {
	Files         []File   // a line for each file given and table in it
	Skipped       []string // members of archives that are nothing of CORDIS
	Projects      int      // to be taken
	Organisations int      // that take part in them

	options    Options
	words      *words
	sources    []*source // tables first
	facts      map[string]*facts
	all        organisations
	places     map[string]place // of each project, by its number
	rejections []*catalog.Rejection
	read       int64 // bytes of the first reading
	total      int64 // bytes of both
}

// place is where a project stands that several files may hold.
type place struct {
	source  int
	line    int
	updated string
	taken   bool
}

// Read recognises the files, whatever their names and order, and reads them
// once to join their tables and to find every fault. The projects themselves
// are read again by [Reading.Records], so that no more than the tables is held
// in memory.
//
// It fails when a file cannot be read, is nothing of CORDIS (the error says
// what was expected) or goes beyond a limit. Faulty records are no error: they
// are among the records.
func Read(ctx context.Context, paths []string, o Options) (*Reading, error) {
	rd := &Reading{
		options: o, words: newWords(o.Vocabularies),
		facts: map[string]*facts{}, places: map[string]place{},
		all: organisations{byID: map[string]*organisation{}, words: interner{}},
	}
	if len(paths) == 0 {
		return nil, errors.New("no file to read: " + expected)
	}
	for _, path := range paths {
		sources, skipped, err := recognise(path)
		if err != nil {
			return nil, fmt.Errorf("read CORDIS: %w", err)
		}
		rd.sources = append(rd.sources, sources...)
		rd.Skipped = append(rd.Skipped, skipped...)
	}
	// Which projects are taken depends on the tables that say more about them.
	slices.SortStableFunc(rd.sources, func(a, b *source) int {
		if a.projects() == b.projects() {
			return 0
		}
		if b.projects() {
			return -1
		}
		return 1
	})
	for _, s := range rd.sources {
		rd.read += s.size
		rd.total += s.size
		if s.projects() {
			rd.total += s.size
		}
	}
	r := &reader{ctx: ctx, progress: o.Progress, total: rd.total}
	err := rd.survey(r)
	if err := errors.Join(err, r.close()); err != nil {
		return nil, fmt.Errorf("read CORDIS: %w", err)
	}
	rd.settle()
	return rd, nil
}

// survey reads every source once.
func (rd *Reading) survey(r *reader) error {
	for i, s := range rd.sources {
		rows := 0
		var err error
		if s.projects() {
			err = rd.eachProject(r, s, func(p *project, members []organisation, no *catalog.Rejection) error {
				rows++
				if no == nil {
					rd.note(i, p, members)
				}
				return rd.reject(no)
			})
		} else {
			err = eachRow(r, s, func(row *row) error {
				rows++
				return rd.reject(rd.learn(s, row))
			})
		}
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		rd.list(s, rows)
	}
	return nil
}

// learn takes in a row of a table that says more about projects.
func (rd *Reading) learn(s *source, row *row) *catalog.Rejection {
	if s.table != tableOrganisation {
		return row.say(s, rd.all.words, rd.about)
	}
	id, o, part, no := row.participation(s)
	if no == nil {
		part.organisation, part.role = rd.all.add(o).external, rd.all.words.keep(part.role)
		f := rd.about(id)
		f.parts = append(f.parts, part)
	}
	return no
}

// about are the facts of a project, made when they are first asked for.
func (rd *Reading) about(id string) *facts {
	f := rd.facts[id]
	if f == nil {
		f = &facts{}
		rd.facts[id] = f
	}
	return f
}

// note remembers where a project stands. Of several places the one brought up
// to date last counts, else the first.
func (rd *Reading) note(source int, p *project, members []organisation) {
	known, twice := rd.places[p.id]
	if twice && p.updated <= known.updated {
		return
	}
	p.complete(rd.facts[p.id])
	taken := !rd.options.OnlySecurity || p.security(rd.words)
	rd.places[p.id] = place{source: source, line: p.line, updated: p.updated, taken: taken}
	if !taken {
		return
	}
	for _, o := range members {
		rd.all.add(o)
	}
	for _, part := range p.parts {
		if o := rd.all.byID[part.organisation]; o != nil {
			o.needed = true
		}
	}
}

// list adds a source to the files, members of one archive that hold the same
// together.
func (rd *Reading) list(s *source, rows int) {
	holds := s.table.String()
	if s.xml {
		holds = "project in XML"
	}
	for i, f := range rd.Files {
		if f.Name == s.path && f.Holds == holds {
			rd.Files[i].Rows += rows
			return
		}
	}
	rd.Files = append(rd.Files, File{Name: s.path, Holds: holds, Rows: rows})
}

// settle counts what will be taken and lets go of the rest.
func (rd *Reading) settle() {
	for id, p := range rd.places {
		if p.taken {
			rd.Projects++
		} else {
			delete(rd.facts, id)
		}
	}
	rd.all.order = slices.DeleteFunc(rd.all.order, func(o *organisation) bool { return !o.needed })
	rd.Organisations = len(rd.all.order)
	rd.all.byID, rd.all.words = nil, nil // nothing is added any more
}

// eachRow calls visit for the rows of a table, sound and faulty ones.
func eachRow(r *reader, s *source, visit func(*row) error) error {
	in, err := r.open(s)
	if err != nil {
		return err
	}
	table, err := newCSVReader(in)
	if err != nil {
		return err
	}
	for {
		row, err := table.read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := visit(row); err != nil {
			return err
		}
	}
}

// eachProject calls visit for the projects of a source, with the organisations
// that the source itself names beside them, or with the reason why a project
// cannot be taken.
func (rd *Reading) eachProject(r *reader, s *source, visit func(*project, []organisation, *catalog.Rejection) error) error {
	if !s.xml {
		return eachRow(r, s, func(row *row) error {
			p, no := row.project(s)
			var members []organisation
			if no == nil && s.table == tableOld && len(rd.partsOf(p.id)) == 0 {
				members = row.members(s, p)
			}
			return visit(p, members, no)
		})
	}
	in, err := r.open(s)
	if err != nil {
		return err
	}
	p, members, no := readXML(in, s)
	if err := r.ctx.Err(); err != nil {
		return err // and not a fault of the file
	}
	return visit(p, members, no)
}

// partsOf are the participations that the organisation table gives.
func (rd *Reading) partsOf(id string) []participation {
	if f := rd.facts[id]; f != nil {
		return f.parts
	}
	return nil
}

func (rd *Reading) reject(no *catalog.Rejection) error {
	if no == nil {
		return nil
	}
	if len(rd.rejections) == maxRejections {
		return fmt.Errorf("more than %d records cannot be read, the first: %w", maxRejections, rd.rejections[0])
	}
	rd.rejections = append(rd.rejections, no)
	return nil
}

// errStop ends a reading that nobody listens to any more.
var errStop = errors.New("stop")

// Records yields, in this order, every faulty record as a
// [*catalog.Rejection], the organisations that take part in the projects, and
// the projects, ready for [catalog.Service.Import]. Links are external ids:
// "cordis:organisation:…". An error that is no rejection ends the records. They
// can be taken again.
func (rd *Reading) Records(ctx context.Context) iter.Seq2[*catalog.Incoming, error] {
	return func(yield func(*catalog.Incoming, error) bool) {
		for _, no := range rd.rejections {
			if !yield(nil, no) {
				return
			}
		}
		for _, o := range rd.all.order {
			if !yield(o.incoming(), nil) {
				return
			}
		}
		if err := rd.again(ctx, yield); err != nil && !errors.Is(err, errStop) {
			yield(nil, fmt.Errorf("read CORDIS: %w", err))
		}
	}
}

// again reads the sources of projects a second time and yields those taken.
func (rd *Reading) again(ctx context.Context, yield func(*catalog.Incoming, error) bool) (err error) {
	r := &reader{ctx: ctx, progress: rd.options.Progress, total: rd.total, done: rd.read}
	defer func() { err = errors.Join(err, r.close()) }()
	for i, s := range rd.sources {
		if !s.projects() {
			continue
		}
		err := rd.eachProject(r, s, func(p *project, _ []organisation, no *catalog.Rejection) error {
			if no != nil {
				return nil //nolint:nilerr // told after the first reading
			}
			if at := rd.places[p.id]; !at.taken || at.source != i || at.line != p.line {
				return nil
			}
			p.complete(rd.facts[p.id])
			in := p.incoming()
			in.Suggestions = rd.words.suggest(p.texts()...)
			if !yield(in, nil) {
				return errStop
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}
