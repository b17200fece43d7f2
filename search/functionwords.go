package search

import (
	"bytes"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/el"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/es"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"
	"github.com/blevesearch/bleve/v2/analysis/lang/it"
	"github.com/blevesearch/bleve/v2/analysis/lang/nl"
	"github.com/blevesearch/bleve/v2/analysis/lang/pl"
	"github.com/blevesearch/bleve/v2/analysis/lang/pt"
	"github.com/blevesearch/bleve/v2/analysis/lang/ro"

	"ileanet.eu/showcase/catalog/fold"
)

// stopLists are the function words of the ten languages as Bleve ships them.
var stopLists = [][]byte{
	en.EnglishStopWords, fr.FrenchStopWords, de.GermanStopWords, es.SpanishStopWords, it.ItalianStopWords,
	pt.PortugueseStopWords, nl.DutchStopWords, pl.PolishStopWords, el.GreekStopWords, ro.RomanianStopWords,
}

// requestWords are words of a request that say nothing of what is looked for:
// "need something cheap that works". Price and amount are read elsewhere.
const requestWords = `
	need needs want wants looking find show search help please something anything someone tool tools solution solutions
	work works working run runs many much best good better cheap cheaper cheapest affordable using use used based
	besoin cherche chercher trouver outil outils solution fonctionne fonctionnent utiliser combien pas cher bon marche
	brauche suche suchen finden werkzeug losung losungen funktioniert lauft gunstig billig viele
	necesito busco buscar encontrar herramienta herramientas solucion soluciones funciona funcionan barato barata cuantos cuantas
	cerco cercare trovare strumento strumenti soluzione soluzioni funziona funzionano economico economica quanti quante
	preciso procuro procurar encontrar ferramenta ferramentas solucao solucoes funciona funcionam barato barata quantos quantas
	zoek zoeken vinden hulpmiddel oplossing oplossingen werkt werken goedkoop goedkope hoeveel
	szukam potrzebuje znalezc narzedzie narzedzia rozwiazanie rozwiazania dziala dzialaja tani tania tanie ile
	ψαχνω χρειαζομαι βρεσ εργαλειο εργαλεια λυση λυσεισ λειτουργει λειτουργουν φθηνο φθηνη φθηνα ποσεσ ποσα
	caut nevoie gasi gasesc instrument instrumente solutie solutii functioneaza ieftin ieftina cate cati`

// functionWords are the words, folded, that rank entries but that an entry need
// not have, such as "with": people write them, and authors of entries put it
// another way. The value is true for request words, which are such even where
// they are a name as well.
func functionWords() map[string]bool {
	words := map[string]bool{}
	for _, list := range stopLists {
		for line := range bytes.Lines(list) {
			word, _, _ := strings.Cut(string(line), "|") // what follows is a comment
			addWords(words, word, false)
		}
	}
	addWords(words, requestWords, true)
	return words
}

func addWords(words map[string]bool, text string, request bool) {
	for word := range strings.FieldsSeq(text) {
		words[clean(fold.String(word))] = request
	}
}
