package catalog

import (
	"errors"
	"fmt"
	"strings"
)

// The categories of failure. Every error of this package, of a store and of a
// service is one of these under errors.Is, or a fault of the machine.
var (
	// ErrNotFound: there is no such entry, or the viewer may not know of it.
	// Both look the same on purpose.
	ErrNotFound = errors.New("not found")
	// ErrGone: the entry was withdrawn; a stub remains.
	ErrGone = errors.New("gone")
	// ErrConflict: someone else wrote the entry since it was read.
	ErrConflict = errors.New("changed by someone else meanwhile")
	// ErrForbidden: the actor may see the entry but not do this.
	ErrForbidden = errors.New("not permitted")
	// ErrUnauthenticated: nobody is signed in, or what was given to sign in
	// with is not right. Which part of it is not right is never told.
	ErrUnauthenticated = errors.New("not signed in")
	// ErrCodeNeeded: the password is right and the account asks for the code of
	// its second factor as well.
	ErrCodeNeeded = errors.New("the code of the second factor is needed")
	// ErrThrottled: tried too often; see [Throttled] for how long to wait.
	ErrThrottled = errors.New("tried too often")
	// ErrInvalid: the input breaks a rule; see [FieldErrors] for which.
	ErrInvalid = errors.New("not valid")
	// ErrMove: the state of the entry does not allow this move.
	ErrMove = errors.New("not possible in this state")
	// ErrDamaged: a stored value does not match its checksum.
	ErrDamaged = errors.New("stored value is damaged")
	// ErrUnavailable: the store or index cannot answer now; trying again may help.
	ErrUnavailable = errors.New("unavailable")
)

// The message keys of field errors, translated where they are shown.
const (
	ErrKeyMissing    = "error.missing"      // a must field is empty
	ErrKeyTooLong    = "error.too_long"     // args: max, length (runes)
	ErrKeyVocabulary = "error.vocabulary"   // args: value, vocabulary
	ErrKeyRange      = "error.range"        // args: min, max
	ErrKeyItems      = "error.items"        // args: min, max
	ErrKeyDate       = "error.date"         // args: value
	ErrKeyTooShort   = "error.too_short"    // args: min
	ErrKeyAddress    = "error.address"      // args: value
	ErrKeyEmail      = "error.email"        // args: value
	ErrKeyLanguage   = "error.language"     // args: value
	ErrKeyCountry    = "error.country"      // args: value
	ErrKeyLink       = "error.link"         // args: value; the linked entry does not exist
	ErrKeyCharacter  = "error.character"    // a control or direction character
	ErrKeyOrder      = "error.order"        // the end lies before the start
	ErrKeyRestricted = "error.tlp_red"      // TLP:RED and classified content are refused
	ErrKeyDuplicate  = "error.duplicate"    // args: value
	ErrKeyStep       = "error.no_such_step" // args: step
)

// FieldError is one broken rule: which field, which message, with what values.
type FieldError struct {
	Field string         `json:"field"` // path such as "eu_systems[1].date"
	Key   string         `json:"key"`
	Args  map[string]any `json:"args,omitempty"`
}

// FieldErrors are all broken rules of one input, in the order of its fields.
// It is an [ErrInvalid] under errors.Is.
type FieldErrors []FieldError

// Error names each field with its message key.
func (e FieldErrors) Error() string {
	parts := make([]string, len(e))
	for i, f := range e {
		parts[i] = f.Field + ": " + f.Key
		if v, ok := f.Args["value"]; ok {
			parts[i] += fmt.Sprintf(" (%v)", v)
		}
	}
	return "not valid: " + strings.Join(parts, "; ")
}

// Is makes every FieldErrors an ErrInvalid.
func (e FieldErrors) Is(target error) bool { return target == ErrInvalid }
