package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"ileanet.eu/showcase/catalog"
)

// A Source is the store as search reads it: the feed, and entries in short
// read transactions.
type Source interface {
	catalog.Feed
	View(ctx context.Context, fn func(tx catalog.Tx) error) error
}

// Options are what an engine may be given; the zero Options are usable.
type Options struct {
	Logger *slog.Logger     // nil discards; no query ever reaches it
	Now    func() time.Time // nil is time.Now
	// AnswerBytes is about the memory in which each audience keeps the answers
	// given last: 0 is 16 MB, -1 keeps none, for measuring.
	AnswerBytes int
}

// Engine answers searches. It keeps an index for each audience, which follows
// the feed of the store. It is safe for concurrent use.
type Engine struct {
	answering atomic.Pointer[answerer]
	shards    map[catalog.Audience]*shard
	admission admission
	now       func() time.Time
	longest   time.Duration // that a search may take

	stop      context.CancelFunc
	followers sync.WaitGroup
}

// An answerer answers from one state of an index with what is known of words.
type answerer struct {
	*lexica
	now func() time.Time
}

// words are the lexica in force.
func (e *Engine) words() *lexica { return e.answering.Load().lexica }

// UseVocabularies puts other words in force for the requests that begin from
// now on: labels, synonyms and the glossary. The lists must have the concepts of
// those the engine was opened with. Only the parts of German and Dutch compounds
// in texts are found by the former words until the indexes are built anew, which
// the next start does.
func (e *Engine) UseVocabularies(vocabularies *catalog.Vocabularies) error {
	l, err := newLexica(vocabularies)
	if err != nil {
		return fmt.Errorf("use vocabularies: %w", err)
	}
	e.answering.Store(&answerer{l, e.now})
	return nil
}

// lexica are what is known of words before any entry is read. They are made
// once and only read from then on.
type lexica struct {
	vocabularies *catalog.Vocabularies
	stemmers     *stemmers
	stamp        string

	complete  sync.WaitGroup // until it is, the rest is being made
	lexicon   *lexicon
	suggester *suggester
}

func newLexica(vocabularies *catalog.Vocabularies) (*lexica, error) {
	l, err := beginLexica(vocabularies)
	if err == nil {
		l.complete.Wait()
	}
	return l, err
}

// beginLexica makes what opening an index needs. The rest follows beside it,
// because it takes as long.
func beginLexica(vocabularies *catalog.Vocabularies) (*lexica, error) {
	s, err := newStemmers(vocabularies)
	if err != nil {
		return nil, err
	}
	form, err := stamp(vocabularies, s.splitters)
	if err != nil {
		return nil, err
	}
	l := &lexica{vocabularies: vocabularies, stemmers: s, stamp: form}
	l.complete.Go(func() { l.lexicon, l.suggester = newLexicon(vocabularies, s), newSuggester(vocabularies) })
	return l, nil
}

// Open opens the indexes in dir, a folder that nothing else uses, and begins to
// follow the source. An index that is missing, damaged, outdated or ahead of
// the source is built anew in the background; until then [Engine.Ready] and
// searches fail with [catalog.ErrUnavailable]. ctx limits only the opening.
func Open(ctx context.Context, dir string, source Source, vocabularies *catalog.Vocabularies, o Options) (*Engine, error) {
	l, err := beginLexica(vocabularies)
	if err != nil {
		return nil, fmt.Errorf("open search: %w", err)
	}
	defer l.complete.Wait()
	return open(ctx, dir, source, l, o)
}

func open(ctx context.Context, dir string, source Source, l *lexica, o Options) (*Engine, error) {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.AnswerBytes == 0 {
		o.AnswerBytes = defaultAnswerBytes
	}
	e := &Engine{shards: map[catalog.Audience]*shard{}, admission: newAdmission(), now: o.Now, longest: maxSearchTime}
	e.answering.Store(&answerer{l, o.Now})
	var building sync.Mutex
	for _, audience := range catalog.Audiences {
		sh := &shard{
			lexica: l, audience: audience, dir: filepath.Join(dir, string(audience)), source: source,
			log: o.Logger, building: &building, answers: newLRU[answerKey, *Results](o.AnswerBytes),
		}
		e.shards[audience] = sh
	}
	if err := e.start(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open search: %w", err), e.closeShards())
	}
	following, stop := context.WithCancel(context.WithoutCancel(ctx))
	e.stop = stop
	for _, audience := range catalog.Audiences {
		e.followers.Go(func() { e.shards[audience].follow(following) })
	}
	return e, nil
}

// start opens the indexes of all audiences, side by side.
func (e *Engine) start(ctx context.Context) error {
	var starting sync.WaitGroup
	failed := make([]error, len(catalog.Audiences))
	for i, audience := range catalog.Audiences {
		starting.Go(func() { failed[i] = e.shards[audience].start(ctx) })
	}
	starting.Wait()
	return errors.Join(failed...)
}

// Applied is the sequence of the feed that every audience's index has applied.
func (e *Engine) Applied() uint64 {
	lowest, first := uint64(0), true
	for _, sh := range e.shards {
		if applied, _, _ := sh.status(); first || applied < lowest {
			lowest, first = applied, false
		}
	}
	return lowest
}

// Ready is nil once every index has been level with the feed, and no index has
// failed since.
func (e *Engine) Ready() error {
	for _, audience := range catalog.Audiences {
		_, ready, failed := e.shards[audience].status()
		if failed != nil {
			return fmt.Errorf("%s index: %w: %w", audience, catalog.ErrUnavailable, failed)
		}
		if !ready {
			return fmt.Errorf("%s index is catching up: %w", audience, catalog.ErrUnavailable)
		}
	}
	return nil
}

// Reindex builds every index anew beside the one in use and swaps it in.
func (e *Engine) Reindex(ctx context.Context) error {
	for _, audience := range catalog.Audiences {
		if err := e.shards[audience].rebuild(ctx); err != nil {
			return fmt.Errorf("reindex: %w", err)
		}
	}
	return nil
}

// Close ends following, waits for running searches and closes the indexes.
func (e *Engine) Close() error {
	e.stop()
	e.followers.Wait()
	return e.closeShards()
}

func (e *Engine) closeShards() error {
	var err error
	for _, sh := range e.shards {
		err = errors.Join(err, sh.close())
	}
	return err
}

// closeWait is how long closing waits for an index to be on disk. Without it
// the next start only applies some changes again.
const closeWait = 5 * time.Second

func (s *shard) close() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.live == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeWait)
	defer cancel()
	if err := s.live.persist(ctx, s.applied); err != nil {
		s.log.Warn("search index closed before all was on disk", "audience", s.audience, "error", err)
	}
	s.saveColumns()
	return s.live.close()
}

// maxSearchTime is when a search is given up. None that is bounded as it should
// be comes near.
const maxSearchTime = 10 * time.Second

// Search answers a request with what the viewer may see. It cuts the request to
// its limits. What the lists of the answer hold is shared with other answers and
// must not be changed; the lists themselves are the caller's. The error is
// [catalog.ErrUnavailable] while the index is being built, too many searches run
// or one takes too long, or that of ctx.
func (e *Engine) Search(ctx context.Context, viewer catalog.Actor, request Request) (*Results, error) {
	began := time.Now()
	sh := e.shards[catalog.AudienceOf(viewer)]
	g, snap, err := sh.acquire()
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	defer g.release(snap)
	answering, today := e.answering.Load(), dayOf(e.now())
	key := answering.answerKey(g, snap, request, today)
	results, known := sh.answers.get(key)
	if !known {
		if results, err = e.evaluated(ctx, answering, g, snap, request, today); err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		sh.answers.put(key, results, len(key.request)+results.bytes())
	}
	results = results.copy()
	results.Took = time.Since(began)
	return results, nil
}

// evaluated is the answer to a request that is not among those kept.
func (e *Engine) evaluated(ctx context.Context, answering *answerer, g *generation, snap *snapshot, request Request, today int32) (results *Results, err error) {
	if err := e.admission.enter(ctx); err != nil {
		return nil, err
	}
	defer e.admission.leave()
	within, cancel := context.WithTimeout(ctx, e.longest)
	defer cancel()
	err = guard("search", func() error {
		results, err = answering.answer(within, g, snap, request, today)
		return err
	})
	if err != nil && within.Err() != nil && ctx.Err() == nil {
		return nil, fmt.Errorf("it took longer than %s: %w", e.longest, catalog.ErrUnavailable)
	}
	return results, err
}

// answer evaluates a request on one state of an index.
func (e *answerer) answer(ctx context.Context, g *generation, snap *snapshot, asked Request, today int32) (*Results, error) {
	r := asked.Bounded()
	p, err := e.lexicon.plan(r.Query, snap)
	if err != nil {
		return nil, err
	}
	ev, err := evaluate(ctx, snap, p, r.selections(e.vocabularies), today)
	if err != nil {
		return nil, err
	}
	if r.Sort == SortRelevance && !p.scored() {
		r.Sort = SortConfirmed
	}
	results := r.results(p.query.String(), p.hints)
	results.Total, results.Sequence = ev.total, snap.sequence
	if results.Facets, err = ev.facets(ctx, g.columns, e.vocabularies, r.Language); err != nil {
		return nil, err
	}
	results.Reading, results.Exact = e.readings(p, results.Facets, r.Language), exactWords(p.query)
	page, err := ev.top(ctx, r.Sort, (r.Page-1)*r.Size, r.Page*r.Size)
	if err != nil {
		return nil, err
	}
	if results.Hits, err = e.hits(ev, page, r.Language); err != nil {
		return nil, err
	}
	if ev.total < FewForPage {
		if results.Near, err = e.near(ctx, ev, r.Language); err != nil {
			return nil, err
		}
	}
	if ev.total >= FewResults {
		return results, nil
	}
	if results.Corrections, err = e.corrections(ctx, ev, asked); err != nil {
		return nil, err
	}
	results.Exits, err = e.exits(ctx, ev, asked)
	return results, err
}

// hits are the entries of a page as cards.
func (e *answerer) hits(ev *evaluation, page []candidate, language string) ([]Hit, error) {
	marker := newHighlighter(ev.plan, e.stemmers)
	reasons := &reasoner{ev: ev, lexicon: e.lexicon, language: language}
	hits := make([]Hit, len(page))
	for i, c := range page {
		stored, err := ev.segments[c.segment].view.card(c.number)
		if err != nil {
			return nil, err
		}
		found := marker.find(stored)
		hit := stored.Hit
		hit.Score, hit.Snippets = c.score, snippets(found)
		if hit.Why, err = reasons.why(c, found); err != nil {
			return nil, err
		}
		hits[i] = hit
	}
	return hits, nil
}
