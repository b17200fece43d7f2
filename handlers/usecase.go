package handlers

import (
	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// step is one step of a use case with what may happen there instead.
type step struct {
	Text         string
	Lang         string
	Alternatives []string
}

// useCase makes the page of a use case: what the officer does, step by step,
// and with what.
func (r *reading) useCase(p *entryPage, u *catalog.UseCase) error {
	p.Lead = r.said(u.Goal)
	solutions, more, err := r.referring(r.view.ID, catalog.KindSolution)
	if err != nil {
		return err
	}
	scenarios, _, err := r.referring(r.view.ID, catalog.KindScenario)
	if err != nil {
		return err
	}
	p.Boxes = []*section{
		{ID: "facts", Key: "usecase.facts", Facts: r.useCaseFacts(u)},
		{ID: "start", Key: "usecase.start", Facts: r.useCaseStart(u)},
	}
	p.add(&section{ID: "steps", Key: "usecase.steps", Steps: r.steps(u)})
	p.add(&section{ID: "result", Key: "usecase.result", Paragraphs: []paragraph{{Text: r.said(u.Result)}}})
	items, left := r.itemsOf(solutions, more)
	p.add(&section{ID: "solutions", Key: "usecase.solutions", Items: items, More: left, Nothing: r.T("walk.nothing")})
	p.add(&section{ID: "measures", Key: "entry.measures", Table: r.measures(u.SuccessMeasures)})
	var information facts
	information.add("usecase.used", r.text(u.InformationUsed))
	information.add("usecase.produced", r.text(u.InformationProduced))
	information.add("solution.systems", r.filters(catalog.KindUseCase, search.FacetSystem, catalog.VocabularyEUSystem, u.Systems...)...)
	p.add(&section{ID: "information", Key: "usecase.information", Facts: information})
	p.add(&section{ID: "constraints", Key: "usecase.constraints", Paragraphs: []paragraph{{Text: r.said(u.Constraints)}}})
	var law facts
	law.add("solution.legal_flags", r.filters(catalog.KindUseCase, search.FacetFlag, "legal_flag", u.LegalFlags...)...)
	p.add(&section{ID: "law", Key: "solution.law", Facts: law})
	items, left = r.itemsOf(scenarios, false)
	p.add(&section{ID: "scenarios", Key: "nav.scenarios", Items: items, More: left})
	p.add(&section{ID: "sources", Key: "entry.sources", Facts: r.sources(u.Sources)})
	return nil
}

func (r *reading) useCaseFacts(u *catalog.UseCase) []fact {
	var f facts
	f.ask("nav.challenges", r.areas(r.view.Tags)...)
	f.ask("solution.place", r.filters(catalog.KindUseCase, search.FacetEnvironment, catalog.VocabularyEnvironment, u.Environment...)...)
	f.ask("entry.actors", append(r.filters(catalog.KindUseCase, search.FacetUser, catalog.VocabularyEndUser, u.Actors...), r.text(u.ActorsNote))...)
	f.add("usecase.frequency", r.labelled("frequency", u.Frequency))
	return f
}

func (r *reading) useCaseStart(u *catalog.UseCase) []fact {
	var f facts
	f.ask("usecase.trigger", r.text(u.Trigger))
	var conditions []value
	for _, text := range u.Preconditions {
		conditions = append(conditions, r.text(text))
	}
	f.add("usecase.preconditions", conditions...)
	return f
}

// steps are the steps of the main flow, each with its own alternatives.
func (r *reading) steps(u *catalog.UseCase) []step {
	steps := make([]step, len(u.MainFlow))
	for i, text := range u.MainFlow {
		steps[i] = step{Text: text, Lang: r.lang}
	}
	for _, a := range u.Alternatives {
		if a.Step >= 1 && a.Step <= len(steps) {
			steps[a.Step-1].Alternatives = append(steps[a.Step-1].Alternatives, a.Text)
		}
	}
	return steps
}

func (r *reading) measures(all []catalog.Measure) *table {
	t := &table{Key: "entry.measures", Head: []string{r.T("entry.measure"), r.T("entry.unit"), r.T("usecase.target")}}
	for _, m := range all {
		t.Rows = append(t.Rows, []cell{{value: r.text(m.Name)}, {value: r.text(m.Unit)}, {value: r.text(m.Target)}})
	}
	return t
}

func (r *reading) sources(addresses []string) []fact {
	var values []value
	for _, address := range addresses {
		values = append(values, outside(address))
	}
	var f facts
	f.add("entry.source", values...)
	return f
}
