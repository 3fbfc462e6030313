"""Acts by which two cases are tied as related, and untied; they stay two."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.admin.acts.doing import Act, Doing, works_on_all
from cases.forms.facts import Asked, ReferenceField, reason_line
from cases.models import Case
from cases.rules.links import relating
from feedback_site.organisation.models import User


def _may_relate(case: Case, user: User, now: datetime) -> bool:
    return relating.may_relate(case, user)


def _relating(asked: Asked) -> Mapping[str, forms.Field]:
    return {
        "other": ReferenceField(
            asked=asked, label=str(_("Link with")),
            help_text=str(_("The number of a case that you may see. Both stay as they are.")),
        ),
        "reason": reason_line(_("Colleagues read it on both cases; customers do not.")),
    }  # fmt: skip


def _unrelating(asked: Asked) -> Mapping[str, forms.Field]:
    return {"reason": reason_line(_("It stays in the history of both."))}


def _relate(doing: Doing) -> object:
    return relating.relate_cases(
        doing.case.pk, other_reference=doing.facts["other"], reason=doing.facts["reason"],
        actor=doing.actor, now=doing.now, version=doing.version,
    )  # fmt: skip


def _unrelate(doing: Doing) -> object:
    return relating.unrelate_cases(
        doing.subject_id or 0, reason=doing.facts["reason"], actor=doing.actor, now=doing.now,
        versions={doing.case.pk: doing.version},
    )  # fmt: skip


RELATING_ACTS = (
    Act(
        code="relate", label=_("Link with another case"), submit=_("Link"), may=_may_relate,
        done=_("Linked. Both cases show each other."), fields=_relating, do=_relate,
    ),
    Act(
        code="unrelate", label=_("Remove the link"), submit=_("Remove"), may=works_on_all,
        done=_("The link is gone; both histories keep why."), fields=_unrelating,
        subject="links linked_from", do=_unrelate,
    ),
)  # fmt: skip
