package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// until evaluates a condition in the page again and again until it holds.
func until(condition string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		for left := 200; ; left-- {
			// A page that is on its way to another one cannot be asked.
			holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`!!(`+condition+`)`))
			switch {
			case err == nil && holds:
				return nil
			case ctx.Err() != nil:
				return ctx.Err()
			case left == 0:
				return fmt.Errorf("%s: never (%w)", condition, err)
			}
			time.Sleep(25 * time.Millisecond)
		}
	})
}

// TestResultsChangeInPlace holds that a checkbox changes the results without a
// visit to another page, keeps the focus, tells the new number, and that the
// way back works.
func TestResultsChangeInPlace(t *testing.T) {
	ctx := browser(t)
	s := demo(t)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+"/solutions"),
		chromedp.WaitVisible(chromedp.CSS(`#trl-pilot`)))
	before := evaluate[string](t, ctx, `window.stayed = true, document.querySelector("#sentence").textContent`)
	do(t, ctx, chromedp.Click(chromedp.CSS(`#trl-pilot`)), until(`location.search === "?trl=pilot" && document.querySelector("#chip-trl-pilot")`))
	if got := evaluate[string](t, ctx, `[window.stayed, document.activeElement.id, document.querySelector("#trl-pilot").checked,
		document.querySelector("[data-said]").textContent === document.querySelector("#sentence").textContent].join()`); got != "true,trl-pilot,true,true" {
		t.Errorf("after checking a box: same page, focus, checked, told = %s", got)
	}
	do(t, ctx, chromedp.Click(chromedp.CSS(`#chip-trl-pilot`)), until(`location.search === "" && !document.querySelector("#chip-trl-pilot")`))
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`history.back()`), until(`location.search === "?trl=pilot" && document.querySelector("#trl-pilot").checked`))
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`history.back()`), until(`location.search === "" && !document.querySelector("#trl-pilot").checked`))
	if after := evaluate[string](t, ctx, `document.querySelector("#sentence").textContent`); after != before || !evaluate[bool](t, ctx, `window.stayed === true`) {
		t.Errorf("after the way back the page says %q, want %q", after, before)
	}
}

// TestSuggestions types the beginning of a word and goes to a suggestion by
// keyboard alone.
func TestSuggestions(t *testing.T) {
	axe := needAxe(t)
	ctx := browser(t)
	s := demo(t)
	do(t, ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(s.url+"/?lang=en"), chromedp.Focus(chromedp.CSS(`main input[name=q]`)),
		chromedp.KeyEvent("biometric enr"), until(`document.querySelector("main [role=option]") && document.querySelector("#q").ariaExpanded === "true"`),
		chromedp.KeyEvent("\ue015"), chromedp.Evaluate[chromedp.Void](axe))
	for _, finding := range evaluate[[]string](t, ctx, `axe.run(document).then(r => r.violations.map(v => v.id + ": " + v.nodes[0].html.slice(0, 200)))`) {
		t.Error(finding)
	}
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("#q").dispatchEvent(new KeyboardEvent("keydown", {key: "Escape", cancelable: true}))`),
		until(`document.querySelector("main [role=listbox]").hidden`),
		chromedp.KeyEvent("o"), until(`!document.querySelector("main [role=listbox]").hidden`))
	do(t, ctx, chromedp.Evaluate[chromedp.Void](`for (const key of ["ArrowDown", "Enter"]) document.querySelector("#q").dispatchEvent(new KeyboardEvent("keydown", {key, cancelable: true}))`),
		until(`location.pathname.startsWith("/challenges/") && document.querySelector("main h1")`))
	if heading := evaluate[string](t, ctx, `document.querySelector("main h1").textContent`); !strings.Contains(heading, "iometric") {
		t.Errorf("the suggestion led to %q", heading)
	}
}
