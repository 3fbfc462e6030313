"""Acts upon the checklists of a case: add one, take one away, tick a step and open it again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.admin.acts.doing import Act, Doing, how, works
from cases.forms.facts import Asked, choice_field, reason_line
from cases.measures.case_page.checklists import lists_offered
from cases.models import Case
from cases.rules.knowledge import checklisting
from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability


def may_tick(case: Case, user: User, now: datetime) -> bool:
    """Whoever may see an open case, as with notes."""
    return user.can(Ability.SEE_CASES) and not case.is_finished


def _adding(asked: Asked) -> Mapping[str, forms.Field]:
    offered = lists_offered(asked.case)
    field = choice_field(_("Checklist"), offered)
    if not offered:
        field.help_text = str(
            _("There is none to add. Whoever leads writes checklists in the settings.")
        )
    return {"checklist": field}


def _removing(asked: Asked) -> Mapping[str, forms.Field]:
    return {"reason": reason_line(_("It stays in the history, with what was ticked."))}


def _by(doing: Doing) -> dict[str, Any]:
    return {"actor": doing.actor, "now": doing.now}


CHECKLIST_ACTS = (
    Act(
        code="add_list", label=_("Add a checklist"), submit=_("Add"), may=works, fields=_adding,
        done=_("The checklist is on the case."),
        do=lambda doing: checklisting.add_list(
            doing.case.pk, list_id=int(doing.facts["checklist"]), **how(doing)
        ),
    ),
    Act(
        code="remove_list", label=_("Take the checklist away"), submit=_("Take away"), may=works,
        done=_("The checklist is no longer on the case."), fields=_removing, subject="checklists",
        do=lambda doing: checklisting.remove_list(
            doing.subject_id or 0, reason=doing.facts["reason"], **how(doing)
        ),
    ),
    Act(
        code="tick", label=_("Tick a step"), done=_("Ticked."), may=may_tick,
        subject="checklists__steps",
        do=lambda doing: checklisting.tick(doing.subject_id or 0, **_by(doing)),
    ),
    Act(
        code="untick", label=_("Open a step again"), done=_("The step is open again."), may=may_tick,
        subject="checklists__steps",
        do=lambda doing: checklisting.untick(doing.subject_id or 0, **_by(doing)),
    ),
)  # fmt: skip
