"""Linking: a case just opened is tied to the one that it follows, or that its mail merely names."""

from datetime import datetime

from cases.kinds import LinkKind
from cases.models import Case, CaseLink
from channels.kinds import ChannelKind
from channels.models import Submission
from channels.references import read_reference

# Whoever sends by these may name any case.
_NAMED_IN = frozenset({ChannelKind.EMAIL, ChannelKind.SMS})


def link_earlier(case: Case, submission: Submission, *, now: datetime) -> None:
    """Tie a case to the closed one that it follows, past its grace period, and to one that it names.

    A mail names one in its subject, a text in its words. A mail that proves to belong to a case is a
    message on it. One that only names it may come from anybody: the link says so,
    and a person decides whether the two are merged.
    """
    if follows := submission.raw.context.get("follows"):
        _link(case, str(follows), LinkKind.FOLLOW_UP_OF, now=now)
    if submission.channel.kind in _NAMED_IN:
        is_mail = submission.channel.kind == ChannelKind.EMAIL
        named = read_reference(submission.title if is_mail else submission.text)
        if named and named != case.reference:
            _link(case, named, LinkKind.NAMES, now=now)


def _link(case: Case, reference: str, kind: LinkKind, *, now: datetime) -> None:
    earlier = Case.objects.filter(reference=reference).first()
    if earlier is not None:
        CaseLink.objects.get_or_create(
            source=case, target=earlier, kind=kind, undone_at=None, defaults={"made_at": now}
        )
