package catalog

import (
	"fmt"
	"slices"
)

// State is where an entry stands in the workflow.
type State string

// The states, domain study 4.1. "Stale" is not one of them: it is computed
// from the day of confirmation.
const (
	StateDraft            State = "draft"
	StateSubmitted        State = "submitted"
	StateInReview         State = "in-review"
	StateChangesRequested State = "changes-requested"
	StatePublished        State = "published"
	StateArchived         State = "archived"
	StateWithdrawn        State = "withdrawn"
	StateRejected         State = "rejected"
	StateFrozen           State = "frozen"
)

// States lists every state, in the order of the workflow.
var States = []State{
	StateDraft, StateSubmitted, StateInReview, StateChangesRequested, StatePublished,
	StateArchived, StateWithdrawn, StateRejected, StateFrozen,
}

// waiting reports whether reviewers work on entries in this state.
func (s State) waiting() bool {
	switch s {
	case StateSubmitted, StateInReview, StateChangesRequested, StateRejected:
		return true
	case StateDraft, StatePublished, StateArchived, StateWithdrawn, StateFrozen:
	}
	return false
}

// moves is the table of legal moves, domain study 4.1 and 4.2: which action
// takes an entry from which states to which.
var moves = map[Action]struct {
	from []State
	to   State
}{
	ActionSubmit:         {[]State{StateDraft, StateChangesRequested}, StateSubmitted},
	ActionTakeBack:       {[]State{StateSubmitted}, StateDraft},
	ActionClaim:          {[]State{StateSubmitted}, StateInReview},
	ActionRelease:        {[]State{StateInReview}, StateSubmitted},
	ActionRequestChanges: {[]State{StateInReview}, StateChangesRequested},
	ActionPublish:        {[]State{StateInReview}, StatePublished},
	ActionDecline:        {[]State{StateInReview}, StateRejected},
	ActionReopen:         {[]State{StateRejected, StateWithdrawn}, StateDraft},
	ActionArchive:        {[]State{StatePublished}, StateArchived},
	ActionConfirm:        {[]State{StateArchived, StatePublished}, StatePublished},
	ActionWithdraw:       {[]State{StateDraft, StateSubmitted, StateInReview, StateChangesRequested, StatePublished, StateArchived, StateRejected}, StateWithdrawn},
	ActionFreeze:         {[]State{StateDraft, StateSubmitted, StateInReview, StateChangesRequested, StatePublished, StateArchived, StateWithdrawn, StateRejected}, StateFrozen},
	ActionUnfreeze:       {[]State{StateFrozen}, StatePublished},
}

// Next is the state the action leads to from s. It fails with [ErrMove] when
// the action is not possible there.
func (s State) Next(action Action) (State, error) {
	move, ok := moves[action]
	if !ok {
		return "", fmt.Errorf("%w: %q moves no entry", ErrMove, action)
	}
	if slices.Contains(move.from, s) {
		return move.to, nil
	}
	return "", fmt.Errorf("%w: %s is not possible for an entry that is %s", ErrMove, action, s)
}
