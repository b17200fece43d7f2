package locale_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"ileanet.eu/showcase/catalog"
)

// computedKeys are the keys that the program puts together, as patterns. Every
// other key stands in a Go file or a template as it is. A new computed key
// needs a line here.
var computedKeys = []*regexp.Regexp{
	regexp.MustCompile(`^failure\.\d{3}\.(title|text)$`), // handlers/errors.go: explain
	regexp.MustCompile(`^role\.[a-z-]+$`),                // handlers/account.go, signin.go, invitation.go
}

// sameAsEnglish are the messages that read the same in a language as in
// English because that is how the language says it.
var sameAsEnglish = map[string]string{
	"facet.cost": "ro",
	"date.month": "fr de it nl pl el ro", "layout.version": "fr",
	"nav.projects": "", "nav.solutions": "fr",
	"api.parameters": "nl", "api.name": "de", "help.filters.heading": "nl",
	"privacy.cookie.heading": "fr de es it pt nl el ro",

	"account.name":         "de",
	"account.organisation": "fr de",
	"account.password":     "it",
	"token.name":           "de",

	"card.hours":            "fr es it pt ro",
	"card.status":           "nl pl",
	"card.trl":              "fr de es it pt nl pl el ro",
	"entry.axis":            "fr",
	"entry.condition":       "fr",
	"entry.date":            "fr",
	"entry.documents":       "fr",
	"entry.source":          "fr",
	"entry.sources":         "fr",
	"entry.website":         "de nl",
	"facet.programme":       "fr",
	"kind.project":          "nl",
	"kind.scenario":         "it nl",
	"kind.solution":         "fr",
	"need.status":           "nl pl",
	"organisation.project":  "nl",
	"project.participant":   "fr ro",
	"project.partner":       "de it nl pl",
	"project.partners":      "nl",
	"project.programme":     "fr",
	"scenario.setting":      "nl",
	"scenario.situation":    "fr",
	"search.filters":        "nl",
	"search.total.project":  "nl",
	"search.total.scenario": "it nl",
	"search.total.solution": "fr",
	"solution.interfaces":   "fr es pt nl",
	"solution.maintenance":  "fr",
	"solution.restrictions": "fr",
	"solution.system":       "de pl",
	"solution.type":         "fr",
}

// pluralForms are the CLDR forms of each language that a counting message has
// to have, all and no other.
var pluralForms = map[string][]string{
	"en": {"one", "other"}, "de": {"one", "other"}, "nl": {"one", "other"}, "el": {"one", "other"},
	"fr": {"many", "one", "other"}, "es": {"many", "one", "other"}, "it": {"many", "one", "other"}, "pt": {"many", "one", "other"},
	"pl": {"few", "many", "one", "other"}, "ro": {"few", "one", "other"},
}

// message is one entry of a file: its forms by name, "" for the only form of a
// message that counts nothing.
type message map[string]string

var keyLine = regexp.MustCompile(`(?m)^"([^"]+)" = `)

// readMessages are the messages of a language and its keys as they stand in
// the file.
func readMessages(t *testing.T, language string) (map[string]message, []string) {
	t.Helper()
	data, err := os.ReadFile(language + ".toml")
	if err != nil {
		t.Fatal(err)
	}
	raw := map[string]any{}
	if err := toml.Unmarshal(data, &raw); err != nil {
		t.Fatalf("%s.toml: %v", language, err)
	}
	messages := map[string]message{}
	for key, value := range raw {
		switch v := value.(type) {
		case string:
			messages[key] = message{"": v}
		case map[string]any:
			messages[key] = message{}
			for form, text := range v {
				messages[key][form] = fmt.Sprint(text)
			}
		default:
			t.Fatalf("%s.toml: %s is a %T", language, key, value)
		}
	}
	var order []string
	for _, found := range keyLine.FindAllSubmatch(data, -1) {
		order = append(order, string(found[1]))
	}
	return messages, order
}

func TestEveryLanguageHasEveryMessage(t *testing.T) {
	english, _ := readMessages(t, "en")
	for _, language := range catalog.Languages {
		messages, order := readMessages(t, language)
		for key := range english {
			if messages[key] == nil {
				t.Errorf("%s.toml lacks %s", language, key)
			}
		}
		for key := range messages {
			if english[key] == nil {
				t.Errorf("%s.toml has %s, which en.toml has not", language, key)
			}
		}
		if len(order) != len(messages) {
			t.Errorf("%s.toml has %d messages on lines of their own, want all %d", language, len(order), len(messages))
		}
		for i := 1; i < len(order); i++ {
			if order[i-1] >= order[i] {
				t.Errorf("%s.toml: %s stands before %s", language, order[i-1], order[i])
			}
		}
	}
}

func TestCountingMessagesHaveTheFormsOfTheLanguage(t *testing.T) {
	english, _ := readMessages(t, "en")
	for _, language := range catalog.Languages {
		messages, _ := readMessages(t, language)
		for key, m := range messages {
			forms := slices.Sorted(maps.Keys(m))
			if english[key][""] != "" {
				if len(forms) != 1 || forms[0] != "" {
					t.Errorf("%s.toml: %s has forms, in English it counts nothing", language, key)
				}
				continue
			}
			if want := pluralForms[language]; !slices.Equal(forms, want) {
				t.Errorf("%s.toml: %s has the forms %v, want %v", language, key, forms, want)
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)

// TestTranslationsKeepPlaceholders also refuses empty texts. The form for one
// may leave out the number.
func TestTranslationsKeepPlaceholders(t *testing.T) {
	english, _ := readMessages(t, "en")
	for _, language := range catalog.Languages {
		messages, _ := readMessages(t, language)
		for key, m := range messages {
			want := placeholders(english[key][""] + english[key]["other"])
			for form, text := range m {
				got := placeholders(text)
				if form == "one" && !slices.Contains(got, "{{.count}}") {
					got = slices.Sorted(slices.Values(append(got, "{{.count}}")))
				}
				if strings.TrimSpace(text) == "" || text != strings.TrimSpace(text) {
					t.Errorf("%s.toml: %s %s is empty or has white space around it: %q", language, key, form, text)
				}
				if !slices.Equal(got, want) {
					t.Errorf("%s.toml: %s %s has the placeholders %v, want %v", language, key, form, got, want)
				}
			}
		}
	}
}

func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// TestNothingIsLeftInEnglish finds texts copied and not translated.
func TestNothingIsLeftInEnglish(t *testing.T) {
	english, _ := readMessages(t, "en")
	for _, language := range catalog.Languages[1:] {
		messages, _ := readMessages(t, language)
		for key, m := range messages {
			for form, text := range m {
				allowed := slices.Contains(strings.Fields(sameAsEnglish[key]), language)
				if same := text == english[key][form] && placeholder.ReplaceAllString(text, "") != ""; same && !allowed {
					t.Errorf("%s.toml: %s %s is the English text %q", language, key, form, text)
				}
			}
		}
	}
}

// Where keys are named: as any text in Go and templates; as a message for
// certain when given to T or a field Key.
var (
	anyKey  = regexp.MustCompile(`["` + "`" + `]([a-z_]+(?:\.[a-z0-9_-]+)+)["` + "`" + `]`)
	sureKey = regexp.MustCompile(`(?:\bT\(|\bKey: +)"([a-z_]+(?:\.[a-z0-9_-]+)+)"`)
)

func TestEveryMessageIsUsedAndThere(t *testing.T) {
	english, _ := readMessages(t, "en")
	named := map[string]bool{}
	for _, root := range []string{"../../handlers", "../../catalog", "../../search"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			ext := filepath.Ext(path)
			if err != nil || d.IsDir() || ext != ".go" && ext != ".templ" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, found := range anyKey.FindAllSubmatch(data, -1) {
				named[string(found[1])] = true
			}
			for _, found := range sureKey.FindAllSubmatch(data, -1) {
				if key := string(found[1]); english[key] == nil {
					t.Errorf("%s asks for the message %s, which is not there", path, key)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for key := range named {
		if strings.HasPrefix(key, "error.") && english[key] == nil {
			t.Errorf("a rule answers %s, which has no message", key)
		}
	}
	for key := range english {
		computed := slices.ContainsFunc(computedKeys, func(r *regexp.Regexp) bool { return r.MatchString(key) })
		if !named[key] && !computed {
			t.Errorf("nobody uses the message %s; if its key is computed, say so in computedKeys", key)
		}
	}
	for _, r := range computedKeys {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(english)), r.MatchString) {
			t.Errorf("no message has a key like %s", r)
		}
	}
}
