package totp_test

import (
	"encoding/base32"
	"net/url"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog/totp"
)

// reference is the secret of the examples of RFC 6238.
var reference = base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte("12345678901234567890"))

// TestCodeOfTheStandard: the table of RFC 6238, appendix B, cut to six digits.
func TestCodeOfTheStandard(t *testing.T) {
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		if got, err := totp.Code(reference, time.Unix(at, 0)); got != want || err != nil {
			t.Errorf("Code at %d = %q, %v, want %q", at, got, err, want)
		}
	}
}

func TestVerify(t *testing.T) {
	secret := totp.NewSecret()
	if !totp.ValidSecret(secret) || totp.ValidSecret(secret[1:]) || totp.ValidSecret("") || totp.ValidSecret("!"+secret[1:]) {
		t.Errorf("a new secret %q must be valid, and no other text", secret)
	}
	began := time.Unix(1_700_000_010, 0) // in the middle of a step
	code, err := totp.Code(secret, began)
	if err != nil {
		t.Fatal(err)
	}
	for late, want := range map[time.Duration]bool{
		0: true, 30 * time.Second: true, -30 * time.Second: true, 61 * time.Second: false, -61 * time.Second: false, 24 * time.Hour: false,
	} {
		if _, ok := totp.Verify(secret, code, began.Add(late), 0); ok != want {
			t.Errorf("a code %v late passes: %v, want %v", late, ok, want)
		}
	}
	step, ok := totp.Verify(secret, code, began, 0)
	if !ok {
		t.Fatal("the code was refused")
	}
	if _, again := totp.Verify(secret, code, began, step); again {
		t.Error("a code was taken twice")
	}
	next, err := totp.Code(secret, began.Add(30*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	if later, ok := totp.Verify(secret, next, began, step); !ok || later <= step {
		t.Errorf("the next code: step %d, %v, want a later one", later, ok)
	}
	for _, wrong := range []string{"", "12345", "1234567", "abcdef", next + " "} {
		if _, ok := totp.Verify(secret, wrong, began.Add(time.Hour), 0); ok {
			t.Errorf("%q passes", wrong)
		}
	}
	if _, ok := totp.Verify("not a secret", "000000", began, 0); ok {
		t.Error("a code of no secret passes")
	}
}

func TestURI(t *testing.T) {
	u, err := url.Parse(totp.URI("Showcase", "eve@example.org", reference))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Showcase:eve@example.org" ||
		u.Query().Get("secret") != reference || u.Query().Get("issuer") != "Showcase" {
		t.Errorf("the address is %v, %v", u, err)
	}
}
