package benchmark

import (
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
)

// printer writes lines and tables and keeps the first error.
type printer struct {
	table *tabwriter.Writer
	err   error
}

func (p *printer) line(format string, args ...any) {
	p.keep(fmt.Fprintf(p.table, format+"\n", args...))
	p.flush()
}

// row adds a row to the table that flush ends: a name at the left, figures at
// the right.
func (p *printer) row(name string, figures ...string) {
	p.keep(fmt.Fprintf(p.table, "%-32s\t%s\t\n", name, strings.Join(figures, "\t")))
}

func (p *printer) flush() { p.keep(0, p.table.Flush()) }

func (p *printer) keep(_ int, err error) {
	if p.err == nil {
		p.err = err
	}
}

// quantiles are the three that reports show.
func quantiles(f *Figures, class string) []string {
	return []string{milli(f.Quantile(class, 0.5)), milli(f.Quantile(class, 0.95)), milli(f.Quantile(class, 0.99))}
}

func milli(d time.Duration) string { return number(micro(d) / 1000) }

func micro(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func mebi(bytes int64) float64 { return float64(bytes) / (1 << 20) }

func perSecond(n int, took time.Duration) float64 {
	if took == 0 {
		return 0
	}
	return float64(n) / took.Seconds()
}

// number has three digits that count; what was not measured is a dash.
func number(x float64) string {
	switch {
	case x == 0:
		return "-"
	case x < 1 && x > -1:
		return fmt.Sprintf("%.3f", x)
	case x < 10 && x > -10:
		return fmt.Sprintf("%.2f", x)
	case x < 100 && x > -100:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

// ratio is a to b.
func ratio(a, b float64) string {
	if a == 0 || b == 0 {
		return "-"
	}
	return number(a/b) + "x"
}

// share is a as a part of b.
func share(a, b float64) string {
	if b == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f %%", 100*a/b)
}
