"""What may be done with a recurring problem, by its state."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.admin.problems.cards import Card, Pressed
from cases.forms.cards import cause_fields, line_field, references_field
from cases.forms.facts import reason_fields
from cases.incident_kinds import ProblemState
from cases.measures.problems.problem_pages import ProblemFile
from cases.models import Problem
from cases.rules.problems import judging
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def _title(user: User) -> Mapping[str, forms.Field]:
    field = line_field(_("Title"), required=False)
    field.help_text = gettext("Leave it empty to keep the one above, in each reader's language.")
    return {"title": field}


def _linked(number: int) -> str:
    words = ngettext("%(n)s case was linked.", "%(n)s cases were linked.", number)
    return words % {"n": number}


def _link_fitting(pressed: Pressed) -> int:
    problem = Problem.objects.get(pk=pressed.pk)
    ids = judging.fitting(problem, now=pressed.now)
    return judging.link(pressed.pk, ids, **pressed.by)


ACCEPT = Card(
    code="accept", label=_("Accept as a problem"), submit=_("Accept"), fields=_title,
    note=_("Its cases are linked to it. They stay with their owners, and their limits go on."),
    done=_("Accepted; its cases are linked."),
    do=lambda pressed: judging.accept(
        pressed.pk, title=pressed.facts["title"], **pressed.by
    ),
)  # fmt: skip
DECLINE = Card(
    code="decline", label=_("Decline"), submit=_("Decline"), fields=reason_fields, is_dangerous=True,
    note=_("The same is not proposed again for 30 days."), done=_("Declined."),
    do=lambda pressed: judging.decline(
        pressed.pk, reason=pressed.facts["reason"], **pressed.by
    ),
)  # fmt: skip
LINK = Card(
    code="link", label=_("Link cases"), submit=_("Link"), done=_linked,
    fields=lambda user: {"cases": references_field(user)},
    do=lambda pressed: judging.link(
        pressed.pk, pressed.facts["cases"], **pressed.by
    ),
)  # fmt: skip
LINK_FITTING = Card(
    code="link_fitting", label=_("Link what fits"), submit=_("Link all that fit"), done=_linked,
    note=_("Cases with the same in common that came since and belong to no problem."),
    do=_link_fitting,
)  # fmt: skip
CLOSE = Card(
    code="close", label=_("Close the problem"), submit=_("Close"),
    fields=lambda user: cause_fields(),
    note=_("Should it come back, that is proposed again, with this one named."),
    done=_("Closed."),
    do=lambda pressed: judging.close(
        pressed.pk, root_cause=pressed.facts["root_cause"], action=pressed.facts["action"],
        **pressed.by,
    ),
)  # fmt: skip
REOPEN = Card(
    code="reopen", label=_("Open again"), submit=_("Open again"), fields=reason_fields,
    done=_("The problem is open again."),
    do=lambda pressed: judging.reopen(
        pressed.pk, reason=pressed.facts["reason"], **pressed.by
    ),
)  # fmt: skip
# Merging asks for one of the others, which only the page knows.
MERGE = Card(
    code="merge", label=_("Make it part of another"), submit=_("Merge"),
    fields=lambda user: {"into": forms.IntegerField(min_value=1)},
    done=_("Merged; the cases are linked to this one."),
    do=lambda pressed: judging.merge(
        pressed.pk, into_id=pressed.facts["into"], **pressed.by
    ),
)  # fmt: skip
UNLINK = Card(
    code="unlink", label=_("Take out"), submit=_("Take out"), fields=reason_fields,
    done=_("The case was taken out."),
    do=lambda pressed: judging.unlink(
        pressed.pk, pressed.subject, reason=pressed.facts["reason"], **pressed.by,
    ),
)  # fmt: skip
_BY_STATE: Mapping[str, Sequence[Card]] = MappingProxyType(
    {
        ProblemState.PROPOSED: (ACCEPT, DECLINE),
        ProblemState.OPEN: (LINK, LINK_FITTING, CLOSE),
        ProblemState.CLOSED: (REOPEN,),
    }
)
CARDS: Mapping[str, Card] = MappingProxyType(
    {
        card.code: card
        for card in (ACCEPT, DECLINE, LINK, LINK_FITTING, CLOSE, REOPEN, MERGE, UNLINK)
    }
)


def cards_for(file: ProblemFile, user: User) -> list[Card]:
    """What this person may do with it now, in the order of the page."""
    if not user.can(Ability.SUPERVISE):
        return []
    cards = list(_BY_STATE.get(file.problem.state, ()))
    return [card for card in cards if card is not LINK_FITTING or file.problem.key]


def may_merge(file: ProblemFile, user: User) -> bool:
    """Whether it may become part of another, and there is another."""
    is_live = file.problem.state in (ProblemState.PROPOSED, ProblemState.OPEN)
    return is_live and bool(file.others) and user.can(Ability.SUPERVISE)
