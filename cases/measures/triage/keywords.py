"""Keywords of the cases of a category and period: what their customers speak of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cases.measures.told import told_in
from cases.models import Case
from cases.triage.keywords import Keyword, keywords_of
from feedback_site.organisation.models import User

# The newest ones; more tell hardly more, and a page should not wait.
MOST_CASES = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """The keywords of `read` cases, of all that there are (`is_cut` where that is not all)."""

    words: Sequence[Keyword]
    read: int
    is_cut: bool


def spoken_of(
    user: User, *, since: date, last: date, klass: str = "", category: int | None = None
) -> Spoken:
    """Read what was told in the cases that this person may see, opened from a day to another."""
    zone = timezone.get_default_timezone()
    cases = Case.objects.visible_to(user).filter(
        opened_at__gte=datetime.combine(since, time(), zone),
        opened_at__lt=datetime.combine(last + timedelta(1), time(), zone),
    )
    if klass:
        cases = cases.filter(klass=klass)
    if category is not None:
        cases = cases.filter(category=category)
    ids = list(cases.order_by("-opened_at").values_list("pk", flat=True)[: MOST_CASES + 1])
    told = told_in(ids[:MOST_CASES])
    words = keywords_of(one.whole for one in told.values())
    return Spoken(words=words, read=len(told), is_cut=len(ids) > MOST_CASES)
