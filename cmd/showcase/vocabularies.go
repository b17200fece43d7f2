package main

import (
	"context"
	"log/slog"
	"os"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/vocabularies"
)

// lookEvery is how often the file of changed vocabularies is looked at. With the
// time that reading takes, a change is in force within five seconds.
const lookEvery = time.Second

// useVocabularies puts changed lists in force for pages and searches.
func (a *app) useVocabularies(lists *catalog.Vocabularies) error {
	if err := a.engine.UseVocabularies(lists); err != nil {
		return err
	}
	a.service.UseVocabularies(lists)
	return nil
}

// watchVocabularies calls use with the lists each time the file of changes is
// another one, until the context ends. A file with a mistake changes nothing and
// is told in the log.
func watchVocabularies(ctx context.Context, log *slog.Logger, path string, use func(*catalog.Vocabularies) error) {
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	before := mark{} // a change since the lists were first read counts too
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		now := fileMark(path)
		if now == before {
			continue
		}
		before = now
		lists, err := vocabularies.LoadChanged(path)
		if err == nil {
			err = use(lists)
		}
		if err != nil {
			log.Error("vocabularies stay as they were", "error", err)
			continue
		}
		log.Info("vocabularies changed", "file", path)
	}
}

// A mark tells one state of a file from another; that of a file that is not
// there is the zero mark.
type mark struct {
	size     int64
	modified time.Time
}

func fileMark(path string) mark {
	info, err := os.Stat(path)
	if err != nil {
		return mark{}
	}
	return mark{info.Size(), info.ModTime()}
}
