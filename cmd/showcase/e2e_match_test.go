package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// operation is a text that the demonstration catalogue has answers for.
const operation = "The camera loses the rubber boat in fog. On landing, fingerprints are taken from wet hands and checked in EURODAC."

// axeFindings are what axe has to say about the page in the browser.
const axeFindings = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.nodes[0].html.slice(0, 200)))`

// TestDescribeAnOperation types a description with the keyboard, sends it
// without scripts and reads the answer on a wide and on the smallest screen,
// light and dark.
func TestDescribeAnOperation(t *testing.T) {
	axe := needAxe(t)
	ctx := browser(t)
	s := demo(t)
	describe := func(ctx context.Context, text string) {
		do(t, ctx, chromedp.Navigate(s.url+"/match?lang=en"), scripts(false), chromedp.Focus(chromedp.CSS("textarea")),
			chromedp.KeyEvent(text), chromedp.Click(chromedp.CSS(".match-form button")), chromedp.WaitVisible(chromedp.CSS(".match-answer, #failure")), scripts(true))
	}
	for _, colours := range []string{"light", "dark"} {
		do(t, ctx, scheme(colours), chromedp.EmulateViewport(1280, 900))
		describe(ctx, operation)
		if got := evaluate[string](t, ctx, `location.pathname + location.search`); got != "/match" {
			t.Errorf("the answer is at %s: the text may stand in the history", got)
		}
		if got := evaluate[int](t, ctx, `document.querySelectorAll(".read-text mark").length * document.querySelectorAll(".card").length`); got == 0 {
			t.Error("the answer has no marks or no entries")
		}
		do(t, ctx, chromedp.Evaluate[chromedp.Void](axe))
		for _, finding := range evaluate[[]string](t, ctx, axeFindings) {
			t.Errorf("%s: %s", colours, finding)
		}
		do(t, ctx, chromedp.EmulateViewport(320, 700))
		if got := evaluate[int64](t, ctx, `document.documentElement.scrollWidth`); got > 320 {
			t.Errorf("the answer is %d px wide on a screen of 320", got)
		}
		describe(ctx, " ")
		do(t, ctx, chromedp.Evaluate[chromedp.Void](axe))
		for _, finding := range evaluate[[]string](t, ctx, axeFindings) {
			t.Errorf("%s, refused: %s", colours, finding)
		}
	}
}

// TestMatchHTML lets the validator of the W3C look at the answer to a text and
// at a refused one.
func TestMatchHTML(t *testing.T) {
	java := need(t, "html", "java")
	vnu := need(t, "html", npm+"vnu-jar/build/dist/vnu.jar")
	s := demo(t)
	dir := t.TempDir()
	for i, text := range []string{operation, "", strings.Repeat("a <b> ", 1000)} {
		answer, err := http.PostForm(s.url+"/match", url.Values{"text": {text}})
		if err != nil {
			t.Fatal(err)
		}
		page, err := os.Create(filepath.Join(dir, fmt.Sprintf("%d.html", i)))
		if err == nil {
			_, err = page.ReadFrom(answer.Body)
		}
		if err != nil || answer.Body.Close() != nil || page.Close() != nil {
			t.Fatalf("the answer to text %d cannot be kept: %v", i, err)
		}
	}
	command := exec.CommandContext(t.Context(), java, "-Xss4m", "-jar", vnu, "--errors-only", "--format", "gnu", dir)
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("the validator found: %v\n%s", err, out)
	}
}
