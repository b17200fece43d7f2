// Package password turns passwords into what may be stored: Argon2id hashes in
// the PHC string form, parameters included, so that they can be raised later.
package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// MinLength is the least number of characters of a password.
const MinLength = 12

// The parameters of new hashes: the first choice of the OWASP password storage
// cheat sheet for Argon2id (19 MiB, two passes, one lane). One takes about 40 ms.
const (
	memory  = 19 * 1024 // KiB
	passes  = 2
	lanes   = 1
	saltLen = 16
	keyLen  = 32
)

var encoding = base64.RawStdEncoding

// ErrForm is a stored hash that is not in the PHC form of Argon2id.
var ErrForm = errors.New("not an Argon2id hash")

// Hash makes the hash of a password, with a salt of its own.
func Hash(password string) (string, error) {
	salt := make([]byte, saltLen)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("make a salt: %w", err)
	}
	key := argon2.IDKey([]byte(password), salt, passes, memory, lanes, keyLen)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes,
		encoding.EncodeToString(salt), encoding.EncodeToString(key)), nil
}

// Matches reports whether the password belongs to the hash. It takes the time
// the hash's own parameters ask for, whatever the answer.
func Matches(password, hash string) (bool, error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, ErrForm
	}
	var version int
	var m, t uint32
	var p uint8
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &m, &t, &p); err != nil || version != argon2.Version {
		return false, ErrForm
	}
	salt, err1 := encoding.DecodeString(parts[4])
	key, err2 := encoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(key) < 16 || m > 1<<20 || t == 0 || t > 64 || p == 0 {
		return false, ErrForm
	}
	got := argon2.IDKey([]byte(password), salt, t, m, p, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1, nil
}

// Decoy is a hash to which no password is known. Matching against it costs as
// much as against a real one: for accounts that do not exist.
var Decoy = fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memory, passes, lanes,
	encoding.EncodeToString(make([]byte, saltLen)), encoding.EncodeToString(make([]byte, keyLen)))
