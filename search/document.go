package search

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/fold"
)

// A flat is an entry as one audience sees it, with what it takes from the
// entries it links to, ready to be indexed.
type flat struct {
	id      catalog.ID
	card    card
	context string
	facets  map[string][]string // by facet name
	links   []string

	strengths []string // terms of fieldStrength
	row       row
}

// flatten makes the flat form of an entry for the audience that from reads for. It
// is nil when the audience may not find the entry. Whatever of it comes from another entry
// passes the same test of visibility.
func flatten(from linked, vocabularies *catalog.Vocabularies, e *catalog.Entry) (*flat, error) {
	if !slices.Contains(indexed, e.Kind) || e.MergedInto != "" {
		return nil, nil
	}
	view, ok := catalog.Visible(from.reader, e)
	if !ok || view.Stub {
		return nil, nil
	}
	f := &flattener{linked: from, vocabularies: vocabularies, view: view, facets: map[string][]string{}, strength: map[string]string{}}
	if err := f.fill(); err != nil {
		return nil, fmt.Errorf("flatten %s %s: %w", e.Kind, e.ID, err)
	}
	return &flat{
		id: e.ID, context: f.context.String(), facets: f.facets, links: f.linked.ids(), row: f.row(), strengths: f.strengthTerms(),
		card: card{Version: e.Version, Hit: f.hit, Lead: leadText(view.Record), Body: bodyText(view.Record)},
	}, nil
}

// document turns the flat form into what Bleve takes: tokens are made here, so
// that field lengths are known and no text is analysed twice.
func (f *flat) document(s *stemmers) *document.Document {
	doc := document.NewDocument(string(f.id))
	hit := &f.card.Hit
	texts := []string{hit.Title, f.card.Lead, f.card.Body, f.context}
	var stems analysis.TokenStream
	compounds := map[string]bool{}
	for i, text := range texts {
		tokens := Tokens(text)
		f.row.lengths[i] = uint32(len(tokens))
		from := int(textStart(i, &f.row.lengths))
		doc.AddField(textField(textFields[i], stream(tokens), index.IndexField|index.IncludeTermVectors))
		addCompounds(compounds, tokens)
		if i < len(stemCounts) {
			for range stemCounts[i] {
				stems = appendStems(stems, s, hit.Language, text, tokens, from)
			}
		}
	}
	f.row.lengths[4] = uint32(len(stems))
	doc.AddField(textField(fieldStems, stems, index.IndexField|index.IncludeTermVectors))
	addKeywords(doc, fieldCompound, slices.Sorted(maps.Keys(compounds)))
	for _, rule := range FacetRules {
		addKeywords(doc, rule.Name, f.facets[rule.Name])
	}
	addKeywords(doc, fieldStrength, f.strengths)
	addKeywords(doc, fieldLinks, f.links)
	addKeywords(doc, fieldRow, []string{string(f.row.term())})
	addCard(doc, &f.card)
	return doc
}

// given is an analyzer that answers tokens made before. It answers once and
// lets go of them: Bleve keeps the analyzer as long as the batch.
type given struct{ tokens analysis.TokenStream }

// Analyze answers the tokens, whatever the text.
func (g *given) Analyze([]byte) analysis.TokenStream {
	tokens := g.tokens
	g.tokens = nil
	return tokens
}

func textField(name string, tokens analysis.TokenStream, options index.FieldIndexingOptions) document.Field {
	return document.NewTextFieldCustom(name, nil, nil, options, &given{tokens})
}

// addKeywords adds a field with values as they stand, without frequencies,
// lengths or doc values: only its posting lists are used.
func addKeywords(doc *document.Document, field string, values []string) {
	if len(values) == 0 {
		return
	}
	tokens := make([]analysis.Token, len(values))
	keywords := make(analysis.TokenStream, len(values))
	for i, value := range values {
		tokens[i] = analysis.Token{Term: []byte(value), Position: i + 1}
		keywords[i] = &tokens[i]
	}
	doc.AddField(textField(field, keywords, index.IndexField|index.SkipFreqNorm))
}

// stream is tokens in Bleve's form.
func stream(tokens []Token) analysis.TokenStream {
	block := make([]analysis.Token, len(tokens))
	out := make(analysis.TokenStream, len(tokens))
	for i, t := range tokens {
		block[i] = analysis.Token{Term: []byte(t.Term), Start: t.Start, End: t.End, Position: t.Position}
		out[i] = &block[i]
	}
	return out
}

// stemCounts say how often a stem of name, lead and body counts. The stems of
// all texts are one field, in which those of the title would weigh no more than
// others.
var stemCounts = [...]int{3, 1, 1}

// appendStems adds the stems of a text in its language, which stands behind so
// many words of other texts.
func appendStems(stems analysis.TokenStream, s *stemmers, language, text string, tokens []Token, behind int) analysis.TokenStream {
	for _, t := range tokens {
		if t.Short || t.Form == FormLatin {
			continue
		}
		word := text[t.Start:t.End]
		if t.Form == FormJoined {
			word = t.Term
		}
		for _, stem := range s.inText(language, word) {
			stems = append(stems, &analysis.Token{Term: []byte(stem), Position: behind + t.Position})
		}
	}
	return stems
}

// addCompounds notes how hyphenated words of a text are parted.
func addCompounds(compounds map[string]bool, tokens []Token) {
	for i, t := range tokens {
		if t.Form != FormJoined {
			continue
		}
		term := []string{t.Term}
		for _, part := range tokens[max(0, i-2):] {
			if part.Start >= t.End {
				break
			}
			if part.Form == FormWord && part.Start >= t.Start {
				term = append(term, part.Term)
			}
		}
		compounds[strings.Join(term, " ")] = true
	}
}

// day is the number of a calendar day since 1970, 0 for none.
func day(d catalog.Date) int32 {
	t, ok := d.Time()
	if !ok {
		return 0
	}
	return dayOf(t)
}

func dayOf(t time.Time) int32 { return int32(t.UTC().Unix() / 86400) }

// titleKey is a title in the form titles are sorted in.
func titleKey(title string) string {
	key := strings.TrimLeft(fold.String(title), " \"'«„“(")
	if len(key) > maxTitleKey {
		key = strings.ToValidUTF8(key[:maxTitleKey], "")
	}
	return key
}
