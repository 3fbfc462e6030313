"""What can be wrong with a step on a case; nothing was changed in every case."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from feedback_site.errors import FeedbackError


class CaseError(FeedbackError):
    """A step on a case cannot be taken."""

    code = "case_error"


class IllegalMove(CaseError):
    """The table of moves has no such step."""

    code = "illegal_move"
    message = _("A case that is “%(came_from)s” cannot become “%(to)s”. Nothing was changed.")
    status = 409


class LeadsNowhere(IllegalMove):
    """What would be laid upon the other case is laid upon one on which nobody works any more."""

    code = "leads_nowhere"
    message = _(
        "Case %(reference)s is “%(state)s”: nobody works on it any more. Choose one that is open, or "
        "re-open that one first. Nothing was changed."
    )


class LeadsOthers(IllegalMove):
    """What others told was merged into the case, and would be called off with it."""

    code = "leads_others"
    message = _(
        "What others told was merged into this case: %(references)s. Undo these merges first, or merge this "
        "case into the one that goes on. Nothing was changed."
    )


class CaseEnded(CaseError):
    """Nobody works on the case any more."""

    code = "case_ended"
    message = _("This case has ended. Re-open it first. Nothing was changed.")
    status = 409


class AlreadyDone(CaseError):
    """What was asked for was done before, or its time is over: doing it twice would count twice."""

    code = "already_done"
    message = _("That was done already, or is no longer open. Nothing was changed.")
    status = 409


class MergedElsewhere(CaseError):
    """What is laid upon a merged case belongs on the one that leads."""

    code = "merged_elsewhere"
    message = _("Case %(reference)s is merged into %(into)s. Use that one. Nothing was changed.")
    status = 409


class StillRunning(CaseError):
    """The same step goes on over all cases of the incident."""

    code = "still_running"
    message = _(
        "The cases of this incident are being solved already; how far that is stands on its page. "
        "Nothing was changed."
    )
    status = 409


class MissingFacts(CaseError):
    """The step asks for facts that were not given."""

    code = "missing_facts"
    message = _("This step needs more: %(names)s. Nothing was changed.")
    status = 422


class WrongFact(CaseError):
    """A fact was given that cannot be true or is not one of the choices."""

    code = "wrong_fact"
    message = _("“%(name)s” cannot be “%(value)s”. Nothing was changed.")
    status = 422


class SameCase(WrongFact):
    """The other case is the case itself."""

    code = "same_case"
    message = _(
        "%(reference)s is this case itself. Give the number of the other one. Nothing was changed."
    )


class WrongTerms(CaseError):
    """A time-limit policy names what does not exist: `faults` tells each place, in the reader's words."""

    code = "wrong_terms"
    message = _("The limits would not do what they seem to say. %(words)s Nothing was changed.")
    status = 422

    def __init__(self, faults: Sequence[Any]) -> None:
        self.faults = tuple(faults)
        super().__init__(words=" ".join(fault.words for fault in self.faults))


class WrongRule(WrongTerms):
    """A word rule cannot be as it was typed: `faults` tells each field, in the reader's words."""

    code = "wrong_rule"
    message = _("The rule cannot be kept like this. %(words)s Nothing was changed.")


class StaleRule(CaseError):
    """Somebody changed the word rule since it was read."""

    code = "stale_rule"
    message = _(
        "%(who)s changed this rule while you were working on it. Look at it again, then repeat your "
        "change. Nothing was changed."
    )
    status = 409


class SamePerson(CaseError):
    """The step asks for another person than the one who did the step before."""

    code = "same_person"
    message = _("This step must be taken by somebody else than before. Nothing was changed.")
    status = 403


class FilesStay(CaseError):
    """Files that were to go with an answer cannot go with it."""

    code = "files_stay"
    message = _(
        "Files go with a message only, and not with what was said by phone or in person. Send it as a "
        "message, or take the files away. Nothing was changed."
    )
    status = 422


class SentBefore(CaseError):
    """The same words arrived before under the same key: the line broke on the way back."""

    code = "sent_before"
    message = _("This arrived before. It was not sent a second time.")
    status = 409


class StaleCase(CaseError):
    """Somebody changed the case since it was read."""

    code = "stale_case"
    message = _(
        "%(who)s changed this case while you were working on it. Look again, then repeat the step."
    )
    status = 409


class GraceOver(CaseError):
    """The time in which a closed case can be re-opened is over."""

    code = "grace_over"
    message = _("The time to re-open this case is over. A new case is opened and linked to it.")
    status = 409


class NotEnoughAttempts(CaseError):
    """A case may be called unreachable only after honest attempts."""

    code = "not_enough_attempts"
    message = _("Not yet unreachable: %(why)s. Nothing was changed.")
    status = 422


class CanBeAsked(CaseError):
    """A case cannot end as "no contact" while there is one."""

    code = "can_be_asked"
    message = _(
        "This customer left a number or an address, so they can be asked. Nothing was changed."
    )
    status = 422


class CustomerWrote(CaseError):
    """Nobody is unreachable who has written since the case was solved."""

    code = "customer_wrote"
    message = _(
        "The customer has written since the case was solved, so they can be reached: "
        "read it and answer. Nothing was changed."
    )
    status = 409


class TooLate(CaseError):
    """The few minutes for undoing are over."""

    code = "too_late"
    message = _("The time for undoing is over. Re-open the case instead.")
    status = 409


class StaleSolution(CaseError):
    """Somebody wrote a newer version since this one was read."""

    code = "stale_solution"
    message = _(
        "Version %(number)s was written while you were working on this. Copy your words, look at it, "
        "then write on from there. Nothing was changed."
    )
    status = 409


class InReview(CaseError):
    """A version waits to be approved: it must be decided on before the next is written."""

    code = "in_review"
    message = _(
        "A version waits to be approved. Send it back or approve it first. Nothing was changed."
    )
    status = 409


class NotInForce(CaseError):
    """The version is a draft or was taken back."""

    code = "not_in_force"
    message = _("This version is not in force. Look at the solution again. Nothing was changed.")
    status = 409


class AnswerGone(CaseError):
    """The case that an answer was given on was opened again, or is not this person's to see."""

    code = "answer_gone"
    message = _(
        "The case of this answer was opened again, or you no longer see it. Nothing was put in."
    )
    status = 409


class BlankLeft(CaseError):
    """An answer that was taken over from another case still has blanks in it."""

    code = "blank_left"
    message = _(
        "“[…]” still stands in the text, where another customer's details were left out. Fill it in or "
        "take it out. Nothing was sent."
    )
    status = 422


class VariablesLeft(CaseError):
    """An answer still has named values of a template in it: the customer would read a name in braces."""

    code = "variables_left"
    message = _("There is still something to write out: %(names)s.")
    status = 422


class NotADraft(CaseError):
    """What was published is not written on; a draft of it is."""

    code = "not_a_draft"
    message = _(
        "This version is no draft any more. Go on with the newest one. Nothing was changed."
    )
    status = 409


class NotWhole(CaseError):
    """A branch of a diagnosis or a language of it is not finished."""

    code = "not_whole"
    message = _("This cannot be published yet: look at what is still missing. Nothing was changed.")
    status = 422


class StaleMessage(CaseError):
    """Somebody changed or sent the message to all since it was read."""

    code = "stale_message"
    message = _(
        "%(who)s changed the message meanwhile. Look at it again, then repeat the step. "
        "Nothing was changed, and nothing was sent."
    )
    status = 409


class StaleOrder(CaseError):
    """Somebody changed the work order since it was read."""

    code = "stale_order"
    message = _(
        "%(who)s changed this work order while you were looking at it. Look again, then repeat the step. "
        "Nothing was changed."
    )
    status = 409


class StaleTree(CaseError):
    """Somebody changed the tree of categories since it was read."""

    code = "stale_tree"
    message = _(
        "Somebody changed the categories while you were working on this. Look at them again, then "
        "repeat your change. Nothing was changed."
    )
    status = 409


class NoDepartment(CaseError):
    """No rule says which department does such work."""

    code = "no_department"
    message = _(
        "No rule says which department does this. Choose one yourself; an administrator can add a rule. "
        "Nothing was changed."
    )
    status = 422


class NobodyToAsk(CaseError):
    """Nobody can be asked in a role."""

    code = "nobody_to_ask"
    message = _(
        "Nobody can be asked as %(role)s. An administrator names people under “Experts”. "
        "Nothing was changed."
    )
    status = 422


class CategoryInUse(CaseError):
    """Something still needs the category as it is."""

    code = "category_in_use"
    message = _("This cannot be done with the category: %(why)s. Nothing was changed.")
    status = 409


class NothingToUndo(CaseError):
    """The last change of the tree cannot be taken back."""

    code = "nothing_to_undo"
    message = _("The last change cannot be undone: %(why)s. Nothing was changed.")
    status = 409


class CodedAlready(CaseError):
    """Somebody else coded this case meanwhile, or it is this person's own."""

    code = "coded_already"
    message = _("Somebody else was quicker with this one, or it is your own. Nothing was changed.")
    status = 409


class CannotSplit(CaseError):
    """What was chosen does not make two matters."""

    code = "cannot_split"
    message = _("The case cannot be split like this: %(why)s. Nothing was changed.")
    status = 422


class SplitWentOn(CaseError):
    """Something has happened to the new case since: taking it back would hide that."""

    code = "split_went_on"
    message = _(
        "Case %(reference)s has gone on since it was split off: %(why)s. Merge it into this one "
        "instead. Nothing was changed."
    )
    status = 409


class QuoteOver(CaseError):
    """A quote can no longer be answered, or not like this any more."""

    code = "quote_over"
    message = _("This quote cannot be answered like this: %(why)s. Nothing was changed.")
    status = 409


class StaleQuote(CaseError):
    """Somebody wrote on the draft of a quote since it was read."""

    code = "stale_quote"
    message = _(
        "%(who)s changed this quote while you were working on it. Look at it again, then repeat the "
        "step. Nothing was changed, and nothing was sent."
    )
    status = 409


class NotLookedAtYet(CaseError):
    """What came in was stored, and no case has been opened for it so far."""

    code = "not_looked_at_yet"
    message = _("We have it, and nobody has looked at it yet. Please try again in a minute.")
    status = 409


class SlotGone(CaseError):
    """A slot has no place left, or is not offered any more."""

    code = "slot_gone"
    message = _(
        "This time was taken meanwhile, or is no longer offered. Nothing was changed. Please choose "
        "another."
    )
    status = 409


class HasAppointment(CaseError):
    """One case has one appointment at a time."""

    code = "has_appointment"
    message = _("This case has an appointment already. Move that one. Nothing was changed.")
    status = 409


class TooLateToChange(CaseError):
    """So shortly before it, a customer tells a person."""

    code = "too_late_to_change"
    message = _(
        "It is too close to the appointment to change it here. Please call the store or write to us. "
        "Nothing was changed."
    )
    status = 409


class ChangedTooOften(CaseError):
    """The places of a store are for everybody."""

    code = "changed_too_often"
    message = _(
        "This was booked and moved many times. Please call the store or write to us. Nothing was changed."
    )
    status = 409


class NotYet(CaseError):
    """What is to be said of an appointment has not happened yet."""

    code = "not_yet"
    message = _("The time of this appointment has not come yet. Nothing was changed.")
    status = 409


class ImpossibleOffer(CaseError):
    """A store cannot offer slots like this."""

    code = "impossible_offer"
    message = _("Slots cannot be offered like this: %(why)s. Nothing was changed.")
    status = 422
