"""What comes of each channel: its share, how soon it is answered, whether it is solved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count

from cases.models import CaseQuality
from channels.measures.troubles import home_zone
from feedback_site.organisation.models import User
from reports.measures.figures import rows_of
from reports.models import CaseFact
from reports.models.case_fact import EXCLUDED
from surveys.scoring import Share, wilson

# Long enough for a small channel to say something, short enough to be about now.
WEEKS = 12
_WHAT = """
SELECT channel_id, count(*), count(answer_felt),
       percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY answer_felt),
       count(*) FILTER (WHERE times_solved > 0),
       count(*) FILTER (WHERE outcome IN ('confirmed', 'unreachable', 'no_contact', 'declined')),
       count(*) FILTER (WHERE outcome = 'confirmed')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One channel over WEEKS weeks: `median` and `p90` of the first answer in seconds.

    `solved` of all cases were called solved; of the `asked` closed ones the customers of `confirmed`
    said yes.
    """

    cases: int
    of_all: int
    answered: int
    median: float | None
    p90: float | None
    solved: int
    asked: int
    confirmed: int

    @property
    def share(self) -> float:
        """The part of all cases that came by this channel."""
        return self.cases / self.of_all

    @property
    def verified(self) -> Share | None:
        """How many of those asked confirmed, with its interval; None where nobody was asked."""
        return wilson(self.confirmed, self.asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Mean grades out of a hundred of the `n` pieces of feedback of one channel (cases.triage.quality)."""

    n: int
    whole: float
    completeness: float
    specificity: float
    evidence: float


def quality_of(user: User, *, now: datetime) -> Mapping[int, Quality]:
    """Average by channel over the same cases as `use_of`, in one statement."""
    since = now.astimezone(home_zone()).date() - timedelta(weeks=WEEKS)
    facts = CaseFact.objects.visible_to(user).filter(opened_on__gte=since)
    graded = CaseQuality.objects.filter(case__in=facts.exclude(state__in=EXCLUDED).values("case"))
    rows = graded.values_list("case__channel").annotate(
        n=Count("pk"), mean_whole=Avg("whole"), mean_completeness=Avg("completeness"),
        mean_specificity=Avg("specificity"), mean_evidence=Avg("evidence"),
    )  # fmt: skip
    return {
        channel_id: Quality(
            n=n, whole=whole, completeness=completeness, specificity=specificity,
            evidence=evidence,
        )
        for channel_id, n, whole, completeness, specificity, evidence in rows
    }  # fmt: skip


def use_of(user: User, *, now: datetime) -> Mapping[int, Use]:
    """Count by channel over the cases that this person may see, in one statement."""
    since = now.astimezone(home_zone()).date() - timedelta(weeks=WEEKS)
    facts = CaseFact.objects.visible_to(user).filter(opened_on__gte=since)
    rows = rows_of(facts.exclude(state__in=EXCLUDED), _WHAT, "GROUP BY channel_id")
    total = sum(row[1] for row in rows)
    return {
        channel_id: Use(
            cases=cases, of_all=total, answered=answered, median=(times or (None, None))[0],
            p90=(times or (None, None))[1], solved=solved, asked=asked, confirmed=confirmed,
        )
        for channel_id, cases, answered, times, solved, asked, confirmed in rows
    }  # fmt: skip
