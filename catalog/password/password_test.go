package password_test

import (
	"errors"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog/password"
)

func TestHashMatches(t *testing.T) {
	hash, err := password.Hash("correct horse ελ")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(hash, "horse") {
		t.Errorf("Hash = %q, want the PHC form", hash)
	}
	if again, _ := password.Hash("correct horse ελ"); again == hash {
		t.Error("two hashes of one password are equal: the salt is not random")
	}
	for secret, want := range map[string]bool{"correct horse ελ": true, "correct horse el": false, "": false} {
		if got, err := password.Matches(secret, hash); got != want || err != nil {
			t.Errorf("Matches(%q) = %v, %v, want %v", secret, got, err, want)
		}
	}
}

func TestMatchesRefusesOtherForms(t *testing.T) {
	for _, hash := range []string{
		"", "plain", "$2a$10$abc", "$argon2i$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$a2V5",
		"$argon2id$v=19$m=4294967295,t=2,p=1$c2FsdHNhbHRzYWx0$MDEyMzQ1Njc4OWFiY2RlZg", "$argon2id$v=18$m=19456,t=2,p=1$c2FsdA$a2V5",
		"$argon2id$v=19$m=19456,t=0,p=1$c2FsdHNhbHRzYWx0$MDEyMzQ1Njc4OWFiY2RlZg",
	} {
		if ok, err := password.Matches("x", hash); ok || !errors.Is(err, password.ErrForm) {
			t.Errorf("Matches(%q) = %v, %v, want ErrForm", hash, ok, err)
		}
	}
}
