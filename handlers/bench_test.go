package handlers

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"
)

// BenchmarkPages answers the pages an officer goes through, over the
// demonstration catalogue, and tells the median and the 95th percentile beside
// the mean. Answers are compressed as for a browser.
func BenchmarkPages(b *testing.B) {
	s := sampleSite(b)
	for name, targets := range map[string][]string{
		"home":      {"/"},
		"search":    {"/solutions?q=fingerprint", "/solutions?q=Drohne&lang=de", "/solutions?q=border+surveillance&kind=all", "/solutions?q=%22green+border%22"},
		"filtered":  {"/solutions?challenge=registration-biometrics", "/solutions?q=border&trl=pilot&trl=in-use", "/projects?challenge=surveillance&sort=newest"},
		"nothing":   {"/solutions?q=qqqqqq+border"},
		"challenge": {"/challenges/registration", "/challenges/surveillance-sea"},
		"solution":  {"/solutions/harbour-case-ten-finger-face-enrolment"},
		"api":       {apiBase + "/search?q=fingerprint", apiBase + "/search?q=border&kind=all"},
	} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for i := 0; b.Loop(); i++ {
				r := httptest.NewRequest(http.MethodGet, targets[i%len(targets)], nil)
				r.Header.Set("Accept-Encoding", "gzip, br")
				began := time.Now()
				if w := do(s, r); w.Code != http.StatusOK {
					b.Fatalf("%s answers %d", r.URL, w.Code)
				}
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95-µs")
		})
	}
}
