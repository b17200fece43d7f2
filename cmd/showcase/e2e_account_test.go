package main

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"ileanet.eu/showcase/catalog/sample"
)

// signIn signs in as a person does: by keyboard, in the form.
func signIn(t *testing.T, ctx context.Context, s *site, email string) {
	t.Helper()
	do(t, ctx, chromedp.Navigate(s.url+"/sign-in?to=/account"),
		chromedp.SendKeys("#email", email), chromedp.SendKeys("#password", sample.Password+"\r"),
		chromedp.WaitVisible("#sessions"))
}

// accountPages are the pages of the own account and of those who admit people.
var accountPages = []string{"/account", "/account/password", "/account/second-factor", "/account/tokens", "/account/delete", "/admin/people", "/admin/invitations"}

// TestAccountPages lets axe look at the pages of the own account and at a form
// that came back, light and dark, and holds that none scrolls sideways.
func TestAccountPages(t *testing.T) {
	axe := needAxe(t)
	ctx := browser(t)
	s := demo(t)
	do(t, ctx, chromedp.EmulateViewport(1280, 900))
	signIn(t, ctx, s, "admin@example.org")
	for _, colours := range []string{"light", "dark"} {
		do(t, ctx, scheme(colours), chromedp.EmulateViewport(1280, 900))
		for _, page := range accountPages {
			do(t, ctx, chromedp.Navigate(s.url+page))
			accessible(t, ctx, axe, page+", "+colours)
		}
		do(t, ctx, chromedp.Navigate(s.url+"/account/password"), chromedp.SendKeys("#old", "wrong"), chromedp.SendKeys("#password", "short\r"),
			chromedp.WaitVisible(".failures"))
		if focused := evaluate[string](t, ctx, `document.activeElement.className`); focused != "failures" {
			t.Errorf("the focus is at %q, want what went wrong", focused)
		}
		accessible(t, ctx, axe, "a refused form, "+colours)
	}
	for _, page := range accountPages {
		do(t, ctx, chromedp.EmulateViewport(320, 700), chromedp.Navigate(s.url+page))
		if got := evaluate[int64](t, ctx, `document.documentElement.scrollWidth`); got > 320 {
			t.Errorf("%s at 320 px is %d px wide", page, got)
		}
	}
}

// TestAccountWithoutScripts: signing in, making a token and signing out need no
// script.
func TestAccountWithoutScripts(t *testing.T) {
	ctx := browser(t)
	s := demo(t)
	do(t, ctx, scripts(false))
	signIn(t, ctx, s, "reviewer@example.org")
	if who := evaluate[string](t, ctx, `document.querySelector(".who a").textContent`); who != "Reviewer (demonstration)" {
		t.Errorf("the header names %q", who)
	}
	do(t, ctx, chromedp.Click(".who button"), chromedp.WaitVisible(`.who a[href="/sign-in"]`),
		chromedp.Navigate(s.url+"/account"), chromedp.WaitVisible("#email"))
	if address := evaluate[string](t, ctx, `location.href`); !strings.HasSuffix(address, "/sign-in?to=%2Faccount") {
		t.Errorf("after signing out the account leads to %s", address)
	}
}
