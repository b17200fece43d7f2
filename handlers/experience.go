package handlers

import "ileanet.eu/showcase/catalog"

// experience is one field experience on the page of its solution; it has no
// page of its own.
type experience struct {
	ID      string // anchor
	Heading string
	Outcome string
	Reasons []string
	Facts   []fact
	Profile []rating
	Texts   []paragraph
	Hidden  bool // the three texts are not for this viewer
}

// rating is one axis of the profile, from 1 to 5.
type rating struct {
	Label string
	Score int
	Width int // of the bar, per cent
}

// experiences are the newest ones in full.
func (r *reading) experiences(views []*catalog.View) []experience {
	var all []experience
	for _, view := range views[:min(len(views), maxExperiences)] {
		all = append(all, r.experience(view, view.Record.(*catalog.Experience)))
	}
	return all
}

func (r *reading) experience(view *catalog.View, x *catalog.Experience) experience {
	lang := r.foreign(view.Language)
	out := experience{
		ID: anchor(view), Heading: r.label("field_experience_type", x.Type) + ", " + r.Month(x.Month),
		Outcome: r.label("experience_outcome", x.Outcome), Profile: r.profile(x.Ratings),
	}
	for _, reason := range x.ReasonNotTakenUp {
		out.Reasons = append(out.Reasons, r.label("reason_not_taken_up", reason))
	}
	for _, text := range []paragraph{
		{"entry.worked", said{x.Worked, lang}}, {"entry.did_not_work", said{x.DidNotWork, lang}}, {"entry.would_advise", said{x.WouldAdvise, lang}},
	} {
		if text.Text.Text != "" {
			out.Texts = append(out.Texts, text)
		}
	}
	out.Hidden = len(out.Texts) == 0
	var f facts
	f.add("entry.authority", r.authority(x))
	f.add("solution.place", r.labelled(catalog.VocabularyEnvironment, x.PlaceKind))
	f.add("entry.duration", value{Text: x.Duration, Lang: lang})
	f.add("entry.users_count", value{Text: x.UsersCount, Lang: lang})
	f.add("entry.solution_version", value{Text: x.SolutionVersion, Lang: lang})
	f.add("entry.use_case", r.link(x.UseCase))
	out.Facts = f
	return out
}

// authority says who reports, as far as the authority wants it shown.
func (r *reading) authority(x *catalog.Experience) value {
	country := ""
	if x.Country != "" {
		country = r.CountryName(x.Country)
	}
	if v := r.link(x.Organisation); v.Text != "" {
		v.Note = country
		return v
	}
	if country != "" {
		return value{Text: r.T("entry.authority_in", "country", country), Note: r.label("display_rule", "country-only")}
	}
	return value{Text: r.T("entry.authority_hidden")}
}

func (r *reading) profile(ratings catalog.Ratings) []rating {
	var profile []rating
	for _, axis := range []struct {
		id    string
		score int
	}{
		{"fit", ratings.Fit},
		{"ease", ratings.Ease},
		{"deployability", ratings.Deployability},
		{"reliability", ratings.Reliability},
		{"upkeep", ratings.Upkeep},
	} {
		profile = append(profile, rating{Label: r.label("experience_rating", axis.id), Score: axis.score, Width: axis.score * 20})
	}
	return profile
}
