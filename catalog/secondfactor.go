package catalog

import (
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"ileanet.eu/showcase/catalog/totp"
)

// recoveryCodes is how many recovery codes an account gets.
const recoveryCodes = 10

// use takes a code and reports whether it is right: one of the app that was not
// used before, or a recovery code, which is used up. Without a second factor
// none is asked for.
func (f *SecondFactor) use(code string, now time.Time) bool {
	if f == nil {
		return true
	}
	code = plainCode(code)
	if len(code) == totp.Digits {
		step, ok := totp.Verify(f.Secret, code, now, f.Step)
		if ok {
			f.Step = step
		}
		return ok
	}
	i := slices.Index(f.Recovery, hashSecret(code)) // hashes: what an early end tells about one is of no use
	if i < 0 {
		return false
	}
	f.Recovery = slices.Delete(f.Recovery, i, i+1)
	return true
}

// plainCode is a code as it was given out, however it was typed.
func plainCode(code string) string {
	return strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(code))
}

// renewRecovery makes new recovery codes, 80 random bits each, in place of the
// old ones, and returns them as they are shown once.
func (f *SecondFactor) renewRecovery() (codes []string) {
	const length, group = 16, 4
	f.Recovery = nil
	for range recoveryCodes {
		code := rand.Text()[:length]
		f.Recovery = append(f.Recovery, hashSecret(code))
		var parts []string
		for part := range slices.Chunk([]byte(code), group) {
			parts = append(parts, string(part))
		}
		codes = append(codes, strings.Join(parts, "-"))
	}
	return codes
}
