package catalog

import "slices"

// Action is something a person may want to do with an entry.
type Action string

// The actions. Those that change the state are in the table of moves as well.
const (
	ActionRead            Action = "read"
	ActionCreate          Action = "create"
	ActionWrite           Action = "write" // save a revision
	ActionDelete          Action = "delete"
	ActionSubmit          Action = "submit"
	ActionTakeBack        Action = "take-back"
	ActionClaim           Action = "claim"
	ActionRelease         Action = "release"
	ActionTag             Action = "tag"
	ActionRemark          Action = "remark"
	ActionRequestChanges  Action = "request-changes"
	ActionPublish         Action = "publish"
	ActionDecline         Action = "decline"
	ActionReopen          Action = "reopen"
	ActionArchive         Action = "archive"
	ActionConfirm         Action = "confirm"
	ActionWithdraw        Action = "withdraw"
	ActionFreeze          Action = "freeze"
	ActionUnfreeze        Action = "unfreeze"
	ActionImport          Action = "import"
	ActionExport          Action = "export"
	ActionVote            Action = "vote"
	ActionContact         Action = "contact"
	ActionEditVocabulary  Action = "edit-vocabulary"
	ActionEditSynonyms    Action = "edit-synonyms"
	ActionManageUsers     Action = "manage-users"
	ActionReadAudit       Action = "read-audit"
	ActionConfirmIdentity Action = "confirm-identity"
)

// What people do with accounts and what is done to them; it stands in the audit
// trail, and concerns no entry.
const (
	ActionSignIn     Action = "sign-in"
	ActionSignOut    Action = "sign-out"
	ActionFailCode   Action = "fail-code"   // right password but wrong code of the second factor, or a wrong passkey
	ActionOwnAccount Action = "own-account" // a person changed the own account; the note says what
	ActionAdmit      Action = "admit"       // invited, admitted or removed a person
	ActionVerify     Action = "verify"      // an organisation; the note is on what basis
)

// Actions lists every action on an entry or the catalogue.
var Actions = []Action{
	ActionRead, ActionCreate, ActionWrite, ActionDelete, ActionSubmit, ActionTakeBack, ActionClaim, ActionRelease,
	ActionTag, ActionRemark, ActionRequestChanges, ActionPublish, ActionDecline, ActionReopen, ActionArchive,
	ActionConfirm, ActionWithdraw, ActionFreeze, ActionUnfreeze, ActionImport, ActionExport, ActionVote, ActionContact,
	ActionEditVocabulary, ActionEditSynonyms, ActionManageUsers, ActionReadAudit, ActionConfirmIdentity,
}

// Can reports whether the actor may do this to the entry, domain study 4.6. It
// looks at nothing else and changes nothing. A nil entry stands for "no entry
// in particular" and is allowed only where an action needs none. Whether the
// state allows the move is part of the answer.
//
// An administrator cannot publish and a reviewer cannot judge an entry of the
// own organisation: keeping admission, authorship and judgement apart is what
// makes the review worth something.
func Can(actor Actor, action Action, e *Entry) bool {
	if _, isMove := moves[action]; isMove {
		if e == nil {
			return false
		}
		if _, err := e.State.Next(action); err != nil {
			return false
		}
	}
	switch action {
	case ActionRead, ActionExport, ActionContact, ActionVote:
		return canRead(actor, action, e)
	case ActionCreate:
		return actor.writes(e)
	case ActionWrite, ActionDelete, ActionSubmit, ActionTakeBack, ActionReopen, ActionWithdraw, ActionConfirm:
		return canWrite(actor, action, e)
	case ActionClaim, ActionRelease, ActionTag, ActionRemark, ActionRequestChanges, ActionPublish, ActionDecline:
		return canReview(actor, action, e)
	case ActionArchive:
		return actor.Role == RoleAdministrator || actor.owns(e)
	case ActionFreeze, ActionUnfreeze, ActionImport, ActionEditVocabulary, ActionManageUsers, ActionReadAudit:
		return actor.Role == RoleAdministrator
	case ActionEditSynonyms:
		return actor.Role == RoleAdministrator || actor.Role == RoleReviewer
	case ActionConfirmIdentity:
		return actor.Role == RoleReviewer || actor.Role == RoleNationalContact || actor.Role == RoleAdministrator
	case ActionSignIn, ActionSignOut, ActionFailCode, ActionOwnAccount, ActionAdmit, ActionVerify:
	}
	return false
}

// canRead answers for what follows from seeing the entry.
func canRead(actor Actor, action Action, e *Entry) bool {
	if e == nil {
		return false
	}
	if _, visible := Visible(actor, e); !visible {
		return false
	}
	if action == ActionVote {
		return e.Kind == KindNeed && e.State == StatePublished &&
			(actor.Role == RoleMember && actor.Verified || actor.Role == RoleNationalContact)
	}
	return true
}

// canWrite answers for what only the team that owns the entry may do.
func canWrite(actor Actor, action Action, e *Entry) bool {
	if !actor.owns(e) {
		return false
	}
	if action == ActionDelete {
		return e.State == StateDraft && e.Public == nil
	}
	if action == ActionWrite {
		return e.State != StateInReview && e.State != StateFrozen && e.State != StateWithdrawn && e.State != StateRejected
	}
	return true
}

// canReview answers for what only a reviewer without a conflict of interest
// may do, and only the one who holds the entry where somebody must hold it.
func canReview(actor Actor, action Action, e *Entry) bool {
	if e == nil || actor.Role != RoleReviewer || actor.conflicted(e) {
		return false
	}
	if action == ActionClaim {
		return true
	}
	return e.State == StateInReview && e.Assignee == actor.ID
}

// conflicted reports whether the actor may not judge the entry because it is
// the own organisation's.
func (a Actor) conflicted(e *Entry) bool {
	return a.Organisation != "" && e.Owner == a.Organisation
}

// owns reports whether the actor belongs to the team of the entry.
func (a Actor) owns(e *Entry) bool {
	return e != nil && a.writes(e) && a.Organisation != "" && e.Owner == a.Organisation
}

// writes reports whether the actor's role may write entries of this kind.
// Officers write field experiences, methods and training; teams write
// everything but field experiences.
func (a Actor) writes(e *Entry) bool {
	if e == nil {
		return false
	}
	switch a.Role {
	case RoleTeam:
		return e.Kind != KindExperience
	case RoleMember, RoleNationalContact:
		return slices.Contains([]Kind{KindExperience, KindNeed, KindUseCase, KindScenario, KindSolution, KindEvidence, KindDocument}, e.Kind)
	case RoleVisitor, RoleReviewer, RoleAdministrator:
	}
	return false
}
