package benchmark

import (
	"io"
	"runtime"
	"text/tabwriter"
	"time"
)

// A Side is what was measured of the engine, or of stock Bleve.
type Side struct {
	Cold   *Figures // the first requests after opening
	Warm   *Figures
	Rate   float64       // requests in a second on all processors
	Built  time.Duration // 0 when the index was there already
	Disk   int64         // bytes of the index
	Start  time.Duration // until the first answer, with the index on disk
	Memory Memory        // what it added to the process
}

// A Report is what was measured on one catalogue.
type Report struct {
	Entries  int // in the catalogue
	Findable int // of them, by visitors
	Requests int // in each set
	Engine   Side
	Stock    *Side // nil when it was left out

	Compared, Equal int    // requests, and those of which all counts are equal
	Difference      string // the first

	AllDisk         int64 // bytes of the indexes of all audiences
	API, Page       *Figures
	APICPU, PageCPU time.Duration // for one request, in process
	Repeated, Empty float64       // requests in a second: always the same one, and of a handler that does nothing
	Alone, Loaded   Delays        // until a change is visible
}

// Write prints the report as tables.
func (r *Report) Write(w io.Writer) error {
	p := &printer{tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight), nil}
	p.line("%d entries, %d of them found by visitors; sets of %d requests, of each class alike; %d processors",
		r.Entries, r.Findable, r.Requests, runtime.GOMAXPROCS(0))
	p.line("")
	r.times(p)
	p.line("")
	r.sides(p)
	p.line("")
	r.site(p)
	p.line("")
	r.agreement(p)
	return p.err
}

// times is the table of latencies by class.
func (r *Report) times(p *printer) {
	p.row("ms", "engine cold", "", "", "engine warm", "", "", "stock Bleve", "", "", "p95 stock")
	p.row("", "p50", "p95", "p99", "p50", "p95", "p99", "p50", "p95", "p99", "/ engine")
	for _, class := range append(Classes(), Whole) {
		cells := append(quantiles(r.Engine.Cold, class), quantiles(r.Engine.Warm, class)...)
		if r.Stock != nil {
			cells = append(cells, quantiles(r.Stock.Warm, class)...)
			cells = append(cells, ratio(float64(r.Stock.Warm.Quantile(class, 0.95)), float64(r.Engine.Warm.Quantile(class, 0.95))))
		}
		p.row(class, cells...)
	}
	p.flush()
}

// sides is the table of what engine and Bleve need.
func (r *Report) sides(p *printer) {
	p.row("", "engine", "stock Bleve", "stock / engine")
	for _, f := range []struct {
		name string
		of   func(*Side) float64
	}{
		{"CPU per request, µs", func(s *Side) float64 { return micro(s.Warm.CPU) }},
		{"requests/s on all processors", func(s *Side) float64 { return s.Rate }},
		{"entries indexed/s", func(s *Side) float64 { return perSecond(r.Entries, s.Built) }},
		{"index on disk, MiB", func(s *Side) float64 { return mebi(s.Disk) }},
		{"memory added, MiB", func(s *Side) float64 { return mebi(s.Memory.Total()) }},
		{"of it mapped files, MiB", func(s *Side) float64 { return mebi(s.Memory.Files) }},
		{"memory per 100,000 entries, MiB", func(s *Side) float64 { return mebi(s.Memory.Total()) * 1e5 / float64(r.Entries) }},
		{"start to first answer, ms", func(s *Side) float64 { return micro(s.Start) / 1000 }},
	} {
		cells := []string{number(f.of(&r.Engine))}
		if r.Stock != nil {
			cells = append(cells, number(f.of(r.Stock)), ratio(f.of(r.Stock), f.of(&r.Engine)))
		}
		p.row(f.name, cells...)
	}
	p.flush()
}

// site is the table of what goes through HTTP and through the feed.
func (r *Report) site(p *printer) {
	p.row("through HTTP, ms", "p50", "p95", "p99", "CPU in process, µs")
	p.row("JSON", append(quantiles(r.API, Whole), number(micro(r.APICPU)))...)
	p.row("page", append(quantiles(r.Page, Whole), number(micro(r.PageCPU)))...)
	p.row("page over JSON", "", "", "", number(micro(r.PageCPU-r.APICPU)))
	p.flush()
	p.line("")
	p.row("change visible, ms", "p50", "p95")
	p.row("alone", milli(r.Alone.Quantile(0.5)), milli(r.Alone.Quantile(0.95)))
	p.row("under load", milli(r.Loaded.Quantile(0.5)), milli(r.Loaded.Quantile(0.95)))
	p.flush()
	p.line("")
	p.line("one request again and again: %s/s through HTTP, an empty handler %s/s: %s of it", number(r.Repeated), number(r.Empty), share(r.Repeated, r.Empty))
	p.line("index on disk of all audiences: %s MiB; the engine builds them all, stock Bleve the one of visitors", number(mebi(r.AllDisk)))
}

func (r *Report) agreement(p *printer) {
	if r.Stock == nil {
		p.line("stock Bleve was left out: no answer was compared")
		return
	}
	p.line("total and all facet counts equal to stock Bleve's: %d of %d requests", r.Equal, r.Compared)
	if r.Difference != "" {
		p.line("first difference: %s", r.Difference)
	}
}
