"""The places that somebody's report may be narrowed down to, and the words of cuts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.utils import timezone, translation

from cases.kinds import Klass
from cases.measures.desk_choices import choices
from cases.measures.triage.tree import names_on
from feedback_site.organisation.models import Region, User
from feedback_site.remembering import remember

Choice = tuple[str, str]


def places_of(user: User) -> Mapping[str, Sequence[Choice]]:
    """Stores, regions and departments within this person's reach, in the reader's language."""
    known, reach = choices(), user.reach
    if reach.everything:
        return {
            "store": known.stores,
            "region": _regions(),
            "department": known.departments,
        }
    return {
        "store": [one for one in known.stores if int(one[0]) in reach.stores],
        "region": [],
        "department": [one for one in known.departments if int(one[0]) in reach.departments],
    }


def words_of_cuts(last: date) -> Mapping[str, Mapping[object, str]]:
    """What the values of each cut are called; categories as they were called on the last day that is over."""
    known = choices()
    categories: dict[object, str] = {int(pk): name for pk, name in known.categories}
    if last < timezone.localdate():
        end = datetime.combine(last, time.max, timezone.get_default_timezone())
        categories.update(names_on(end).items())
    return {
        "channel": {int(pk): name for pk, name in known.channels},
        "category": categories,
        "store": {int(pk): name for pk, name in known.stores},
        "klass": {code: str(label) for code, label in Klass.choices},
    }


def _regions() -> Sequence[Choice]:
    language = translation.get_language() or "zh-hant"
    return remember(
        f"regions {language}",
        lambda: [(str(one.pk), one.name_in(language)) for one in Region.objects.order_by("code")],
    )
