// Package totp makes and verifies the codes of an authenticator app, RFC 6238:
// six digits, a new one every thirty seconds.
package totp

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

// Digits is the length of a code.
const Digits = 6

// period is how long a code lasts, in seconds.
const period = 30

// drift is how many steps a clock may be off, either way: it covers a code
// typed as it changed, and a clock that is half a minute wrong.
const drift = 1

// secretBytes is the length RFC 4226 recommends.
const secretBytes = 20

var encoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewSecret makes a secret in the form that authenticator apps take.
func NewSecret() string {
	random := make([]byte, secretBytes)
	_, _ = rand.Read(random) // never fails
	return encoding.EncodeToString(random)
}

// ValidSecret reports whether the secret has the form and length of one of
// [NewSecret].
func ValidSecret(secret string) bool {
	random, err := encoding.DecodeString(secret)
	return err == nil && len(random) == secretBytes
}

// URI is the address that an authenticator app reads from a picture: the secret
// with the names under which the app shows it.
func URI(issuer, account, secret string) string {
	query := url.Values{"secret": {secret}, "issuer": {issuer}}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + account, RawQuery: query.Encode()}
	return u.String()
}

// Code is the code of the time.
func Code(secret string, at time.Time) (string, error) {
	return totp.GenerateCodeCustom(secret, at, totp.ValidateOpts{Period: period, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
}

// Verify looks for a step around the time, and behind the step after, whose
// code is the one given. Whoever keeps the step that was found as after, for
// the next time, takes no code twice.
func Verify(secret, code string, at time.Time, after int64) (step int64, ok bool) {
	now := at.Unix() / period
	for s := now - drift; s <= now+drift; s++ {
		want, err := Code(secret, time.Unix(s*period, 0))
		if err == nil && s > after && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return s, true
		}
	}
	return 0, false
}
