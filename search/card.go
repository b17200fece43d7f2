package search

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"ileanet.eu/showcase/catalog"
)

// A card is the stored part of a document: all that a page of results shows,
// so that no store is asked.
type card struct {
	Version uint64
	Hit     Hit
	Lead    string
	Body    string
}

var errCard = errors.New("card of the index is cut")

// encode writes a card for storing: the length of the hit, the hit, the texts.
func (c *card) encode() []byte {
	hit := coder{writing: true}
	hit.number(&c.Version)
	hit.hit(&c.Hit)
	w := coder{writing: true, data: make([]byte, 0, 8+len(hit.data)+8+len(c.Lead)+len(c.Body))}
	w.data = binary.AppendUvarint(w.data, uint64(len(hit.data)))
	w.data = append(w.data, hit.data...)
	w.texts(c)
	return w.data
}

// decodeCard reads what encode wrote, at the price of two copies: the strings
// of the hit share one and may be kept without the texts.
func decodeCard(data []byte) (*card, error) {
	n, size := binary.Uvarint(data)
	if size <= 0 || n > uint64(len(data)-size) {
		return nil, errCard
	}
	c := &card{}
	r := coder{text: string(data[size : size+int(n)])}
	r.number(&c.Version)
	r.hit(&c.Hit)
	texts := coder{text: string(data[size+int(n):])}
	texts.texts(c)
	if r.failed || r.text != "" || texts.failed || texts.text != "" {
		return nil, errCard
	}
	return c, nil
}

// addCard stores the card of an entry with its document.
func addCard(doc *document.Document, c *card) {
	doc.AddField(document.NewTextFieldCustom(fieldCard, nil, c.encode(), index.StoreField, nil))
}

// stored reads the stored part of an entry as it was written.
func (v *segmentView) stored(number uint32, read func(data []byte) error) error {
	var failed error
	err := v.segment.VisitStoredFields(uint64(number), func(field string, _ byte, value []byte, _ []uint64) bool {
		if field != fieldCard {
			return true
		}
		failed = read(value)
		return false
	})
	if err != nil {
		return fmt.Errorf("stored fields: %w", err)
	}
	return failed
}

// card reads the stored part of an entry. It is decoded inside the visit: behind
// it, Bleve gives the memory to the next reader of any index.
func (v *segmentView) card(number uint32) (c *card, err error) {
	err = v.stored(number, func(data []byte) error {
		c, err = decodeCard(data)
		return err
	})
	if err == nil && c == nil {
		err = errCard
	}
	return c, err
}

// A coder writes values one behind the other, or reads them in the same order,
// so that one list of fields serves both ways. What it writes it does not touch:
// others may read it. Strings that are read share the memory of the text.
type coder struct {
	writing bool
	data    []byte // written so far
	text    string // still to be read
	failed  bool
}

func (c *coder) texts(v *card) {
	c.string(&v.Lead)
	c.string(&v.Body)
}

// hit codes what of a hit does not depend on the query.
func (c *coder) hit(h *Hit) {
	for _, s := range []*string{
		(*string)(&h.ID), (*string)(&h.Kind), &h.Slug, &h.URL, &h.Title, &h.Summary, &h.Language, &h.Type, &h.TRLConfidence,
		(*string)(&h.Confirmed), (*string)(&h.State), (*string)(&h.Access), &h.Provider, &h.Programme,
		(*string)(&h.Start), (*string)(&h.End), &h.Evidence, &h.NeedStatus,
	} {
		c.string(s)
	}
	c.strings(&h.Challenge)
	c.strings(&h.Technology)
	c.int(&h.TRL)
	c.int(&h.Experiences)
	c.bool(&h.ListingOnly)
	c.bool(&h.Fictional)
	if optional(c, &h.Ease) {
		c.ease(h.Ease)
	}
	if optional(c, &h.Votes) {
		c.int(&h.Votes.Agencies)
		c.int(&h.Votes.Countries)
	}
	if !c.writing && h.Challenge == nil {
		h.Challenge = []string{}
	}
}

func (c *coder) ease(e *Ease) {
	if optional(c, &e.TrainingHours) {
		bits := math.Float64bits(*e.TrainingHours)
		if c.number(&bits); !c.writing {
			*e.TrainingHours = math.Float64frombits(bits)
		}
	}
	c.string(&e.SetupEffort)
	c.string(&e.Network)
	c.string(&e.HardwareKind)
}

// optional codes whether there is a value, which then must be coded. Reading
// makes room for it.
func optional[T any](c *coder, v **T) bool {
	there := *v != nil
	c.bool(&there)
	if there && *v == nil {
		*v = new(T)
	}
	return there
}

func (c *coder) number(n *uint64) {
	if c.writing {
		c.data = binary.AppendUvarint(c.data, *n)
		return
	}
	*n = 0
	for shift := 0; shift < 64 && len(c.text) > 0; shift += 7 {
		b := c.text[0]
		c.text = c.text[1:]
		*n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return
		}
	}
	c.failed = true
}

func (c *coder) int(n *int) {
	v := uint64(*n)
	if c.number(&v); !c.writing {
		*n = int(v)
	}
}

func (c *coder) bool(b *bool) {
	var v uint64
	if *b {
		v = 1
	}
	if c.number(&v); !c.writing {
		*b = v != 0
	}
}

func (c *coder) string(s *string) {
	n := uint64(len(*s))
	c.number(&n)
	switch {
	case c.writing:
		c.data = append(c.data, *s...)
	case n > uint64(len(c.text)):
		c.failed, c.text = true, ""
	default:
		*s, c.text = c.text[:n], c.text[n:]
	}
}

func (c *coder) strings(list *[]string) {
	n := uint64(len(*list))
	c.number(&n)
	if !c.writing && n > 0 {
		if n > uint64(len(c.text)) { // each takes a byte at least
			c.failed = true
			return
		}
		*list = make([]string, n)
	}
	for i := range *list {
		c.string(&(*list)[i])
	}
}

func leadText(content catalog.Content) string { return strings.TrimSpace(content.Lead()) }
