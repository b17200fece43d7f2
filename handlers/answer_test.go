package handlers

import (
	"bytes"
	"compress/gzip"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
)

func TestAnswersAreNotSentTwice(t *testing.T) {
	s := newTestServer(t, nil)
	first := get(s, "/help")
	tag := first.Header().Get("ETag")
	if !strings.HasPrefix(tag, `W/"`) {
		t.Fatalf("ETag = %q, want a weak one", tag)
	}
	for header, want := range map[string]int{
		tag: 304, strings.TrimPrefix(tag, "W/"): 304, `"x", ` + tag: 304, "*": 304, `W/"x"`: 200, "": 200, tag + "x": 200,
	} {
		w := get(s, "/help", "If-None-Match", header)
		if w.Code != want || want == 304 && w.Body.Len() > 0 {
			t.Errorf("If-None-Match %s answers %d with %d bytes, want %d", header, w.Code, w.Body.Len(), want)
		}
		if w.Header().Get("ETag") != tag || w.Header().Get("Content-Security-Policy") == "" {
			t.Errorf("If-None-Match %s answers without tag or security headers", header)
		}
	}
	if other := get(s, "/help", "Accept-Language", "fr").Header().Get("ETag"); other == tag {
		t.Error("the page in another language has the same tag")
	}
	if missing := get(s, "/nowhere", "If-None-Match", "*"); missing.Code != 404 || missing.Header().Get("ETag") != "" {
		t.Errorf("an error answers %d with tag %q, want 404 and none", missing.Code, missing.Header().Get("ETag"))
	}
}

func TestCompression(t *testing.T) {
	s := newTestServer(t, nil)
	for _, target := range []string{"/help", s.assets.urls["css/showcase.css"]} {
		plain := get(s, target)
		for accept, want := range map[string]string{
			"br, gzip": "br", "gzip": "gzip", "gzip;q=1.0, br;q=0": "gzip", "br;q=x": "", "deflate": "", "BR": "br", "identity": "",
		} {
			w := get(s, target, "Accept-Encoding", accept)
			if got := w.Header().Get("Content-Encoding"); got != want {
				t.Errorf("%s, Accept-Encoding %s: encoded as %q, want %q", target, accept, got, want)
				continue
			}
			if !strings.Contains(w.Header().Get("Vary"), "Accept-Encoding") {
				t.Errorf("%s: Vary = %q, want Accept-Encoding in it", target, w.Header().Get("Vary"))
			}
			if want != "" && w.Body.Len() >= plain.Body.Len() {
				t.Errorf("%s as %s has %d bytes, plain %d", target, want, w.Body.Len(), plain.Body.Len())
			}
			if got := unpacked(t, want, w.Body.Bytes()); got != plain.Body.String() {
				t.Errorf("%s as %s is another text", target, want)
			}
			if w.Header().Get("ETag") != plain.Header().Get("ETag") {
				t.Errorf("%s as %s has another tag", target, want)
			}
		}
	}
}

func unpacked(t *testing.T, encoding string, body []byte) string {
	t.Helper()
	var r io.Reader = bytes.NewReader(body)
	var err error
	switch encoding {
	case "br":
		r = brotli.NewReader(r)
	case "gzip":
		if r, err = gzip.NewReader(r); err != nil {
			t.Fatal(err)
		}
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestCompressorsForgetTheLastAnswer uses the kept compressors again and again,
// by several callers at once and with answers of every size: each comes back
// whole and has nothing of another.
func TestCompressorsForgetTheLastAnswer(t *testing.T) {
	for caller := range 8 {
		encoding := []string{"br", "gzip"}[caller%2]
		t.Run(encoding+plain(caller), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(uint64(caller), 1))
			for range 60 {
				body := make([]byte, random.IntN(1<<random.IntN(18)))
				for i := range body {
					body[i] = "<li> abcdefghij\"&"[random.IntN(1+random.IntN(17))]
				}
				packed, err := compressQuickly(encoding, body)
				if err != nil {
					t.Fatal(err)
				}
				if got := unpacked(t, encoding, packed); got != string(body) {
					t.Fatalf("%d bytes come back as %d others", len(body), len(got))
				}
			}
		})
	}
}

// TestWhoMayKeepAPage holds that what depends on a cookie is kept by no one but
// its reader.
func TestWhoMayKeepAPage(t *testing.T) {
	s := newTestServer(t, nil)
	for _, test := range []struct{ target, cookie, want string }{
		{"/help", "", "no-cache"},
		{"/help", "lang=de", "private, no-cache"},
		{"/help?lang=de", "", "private, no-store"},
		{"/nowhere", "", "no-store"},
		{"/solutions", "", "no-cache"},
		{"/solutions?q=drone", "", "no-store"},
		{"/needs?q=drone", "lang=de", "no-store"},
		{apiBase + "/search?q=drone", "", "no-store"},
		{apiBase + "/suggest?q=dro", "", "no-store"},
	} {
		w := get(s, test.target, "Cookie", test.cookie)
		if test.cookie == "" {
			w = get(s, test.target)
		}
		if got := w.Header().Get("Cache-Control"); got != test.want {
			t.Errorf("%s with cookie %q: Cache-Control = %s, want %s", test.target, test.cookie, got, test.want)
		}
		if strings.HasPrefix(test.target, apiBase) {
			continue // answers for programs depend on neither
		}
		for _, name := range []string{"Accept-Language", "Cookie"} {
			if !strings.Contains(w.Header().Get("Vary"), name) {
				t.Errorf("%s: Vary = %s, want %s in it", test.target, w.Header().Get("Vary"), name)
			}
		}
	}
}

func TestAssets(t *testing.T) {
	s := newTestServer(t, nil)
	for name, address := range s.assets.urls {
		w := get(s, address)
		if w.Code != http.StatusOK || w.Body.Len() == 0 {
			t.Errorf("%s answers %d with %d bytes", address, w.Code, w.Body.Len())
		}
		if got := w.Header().Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control = %s", name, got)
		}
		if got := w.Header().Get("Set-Cookie"); got != "" {
			t.Errorf("%s sets a cookie: %s", name, got)
		}
		for ext, mediaType := range assetTypes {
			if strings.HasSuffix(name, ext) && w.Header().Get("Content-Type") != mediaType {
				t.Errorf("%s is %s, want %s", name, w.Header().Get("Content-Type"), mediaType)
			}
		}
		if got := get(s, assetPrefix+name).Code; got != http.StatusNotFound {
			t.Errorf("%s without its checksum answers %d, want 404", name, got)
		}
	}
	for _, path := range []string{"", "../server.go", "%2e%2e/server.go", "css/", "css"} {
		if got := get(s, assetPrefix+path).Code; got != http.StatusNotFound {
			t.Errorf("%s%s answers %d, want 404", assetPrefix, path, got)
		}
	}
	if _, err := s.assets.url("css/none.css"); err == nil {
		t.Error("a file that is not there has an address")
	}
}
