package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// browser opens a tab of a headless Chromium that ends with the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := needChromium(t)
	allocator, cancelAllocator := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.Flag("disable-gpu", true), chromedp.Flag("headless", true),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("no-first-run", true), chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.UserDataDir(t.TempDir()))
	t.Cleanup(cancelAllocator)
	tab, cancelTab := chromedp.NewContext(allocator)
	t.Cleanup(cancelTab)
	ctx, cancel := context.WithTimeout(tab, 8*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func do(t *testing.T, ctx context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

func evaluate[T any](t *testing.T, ctx context.Context, expression string) T {
	t.Helper()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", expression[:min(len(expression), 80)], err)
	}
	return value
}

// scheme makes the browser prefer light or dark.
func scheme(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
		})
		return err
	})
}

// scripts switches the page's scripts on or off.
func scripts(on bool) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	})
}

// TestAccessible lets axe look at every kind of page, light and dark. What axe
// could not decide counts as a finding when it is about contrast, except in
// pictures: it cannot tell what lies behind the text of an SVG, and their text
// has a colour that it judges on the same pages.
func TestAccessible(t *testing.T) {
	axe := needAxe(t)
	ctx := browser(t)
	s := demo(t)
	for _, colours := range []string{"light", "dark"} {
		do(t, ctx, scheme(colours), chromedp.EmulateViewport(1280, 900))
		for _, page := range s.pages(t) {
			do(t, ctx, chromedp.Navigate(s.url+page))
			accessible(t, ctx, axe, page+", "+colours)
		}
	}
}

// accessible lets axe look at the page that is shown.
func accessible(t *testing.T, ctx context.Context, axe, name string) {
	t.Helper()
	do(t, ctx, chromedp.Evaluate[chromedp.Void](axe))
	findings := evaluate[[]string](t, ctx, `axe.run(document, {elementRef: true, resultTypes: ["violations", "incomplete"]}).then(r =>
		r.violations.concat(r.incomplete.filter(i => i.id === "color-contrast")).flatMap(v =>
			v.nodes.filter(n => !n.element || !n.element.closest("svg[role=img]")).slice(0, 3).map(n => v.id + ": " + n.html.slice(0, 140) + " (" + (n.failureSummary || "").slice(0, 200) + ")")))`)
	for _, finding := range findings {
		t.Errorf("%s: %s", name, finding)
	}
}

// TestNarrow holds that no page scrolls sideways on the smallest screen, with
// scripts and without.
func TestNarrow(t *testing.T) {
	ctx := browser(t)
	s := demo(t)
	for _, page := range s.pages(t) {
		for _, width := range []int64{320, 375} {
			do(t, ctx, chromedp.EmulateViewport(width, 700), chromedp.Navigate(s.url+page))
			if got := evaluate[int64](t, ctx, `document.documentElement.scrollWidth`); got > width {
				widest := evaluate[string](t, ctx, `[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(0, 3).map(e => e.tagName + "." + e.className).join(", ")`)
				t.Errorf("%s at %d px is %d px wide: %s", page, width, got, widest)
			}
		}
	}
}

// TestWeight holds every page below 100 kB, and asks for nothing from another
// host.
func TestWeight(t *testing.T) {
	s := demo(t)
	for _, page := range s.pages(t) {
		_, body := s.get(t, page)
		if len(body) > 100_000 {
			t.Errorf("%s has %d bytes", page, len(body))
		}
		for _, outside := range []string{`src="http`, `<link rel="stylesheet" href="http`, "@import"} {
			if strings.Contains(body, outside) {
				t.Errorf("%s asks another host: %s", page, outside)
			}
		}
	}
}

// TestMainJob is the way of an officer: type words, narrow by a challenge area,
// open an entry; with a keyboard and without scripts.
func TestMainJob(t *testing.T) {
	ctx := browser(t)
	s := demo(t)
	for _, on := range []bool{true, false} {
		name := map[bool]string{true: "with scripts", false: "without scripts"}[on]
		do(t, ctx, chromedp.EmulateViewport(1280, 900), scripts(on), chromedp.Navigate(s.url+"/"),
			chromedp.Focus(chromedp.CSS(`main input[name=q]`)), chromedp.KeyEvent("fingerprint\r"),
			chromedp.WaitVisible(chromedp.CSS(`[data-region] h2 a, [data-region] h3 a`)))
		location, err := chromedp.Run(ctx, chromedp.Location())
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(location, "/solutions?") || !strings.Contains(location, "q=fingerprint") {
			t.Fatalf("%s: the search led to %s", name, location)
		}
		do(t, ctx, chromedp.Navigate(location+"&challenge=registration-biometrics"),
			chromedp.WaitVisible(chromedp.CSS(`[data-region] h2 a, [data-region] h3 a`)),
			chromedp.Click(chromedp.CSS(`[data-region] h2 a, [data-region] h3 a`)),
			chromedp.WaitVisible(chromedp.CSS(`main h1`)))
		location, err = chromedp.Run(ctx, chromedp.Location())
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(location, s.url+"/solutions/") {
			t.Errorf("%s: the first hit led to %s", name, location)
		}
	}
}

// TestHTML lets the validator of the W3C look at every kind of page.
func TestHTML(t *testing.T) {
	java := need(t, "html", "java")
	vnu := need(t, "html", npm+"vnu-jar/build/dist/vnu.jar")
	s := demo(t)
	dir := t.TempDir()
	for i, page := range s.pages(t) {
		_, body := s.get(t, page)
		name := fmt.Sprintf("%02d-%s.html", i, strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return '-'
		}, page))
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.CommandContext(t.Context(), java, "-Xss4m", "-jar", vnu, "--errors-only", "--format", "gnu", dir)
	if out, err := command.CombinedOutput(); err != nil {
		t.Errorf("the validator found: %v\n%s", err, out)
	}
}
