"""What a report is asked about: whose sight, which days, which places; and the cases that are meant."""

from dataclasses import dataclass, replace
from typing import Literal

from feedback_site.organisation.models import Store, User
from reports.models import CaseFact
from reports.models.case_fact import EXCLUDED, CaseFactQuerySet
from reports.periods import Period

Cohort = Literal["opened", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """One question; places are ids, None takes all that this person may see."""

    user: User
    period: Period
    store: int | None = None
    region: int | None = None
    department: int | None = None

    def before(self) -> "Selection":
        """The same question about the period before."""
        return replace(self, period=self.period.before())

    def facts(self, cohort: Cohort) -> CaseFactQuerySet:
        """Keep the facts of cases that came in, or were closed, in the period; nothing is excluded yet."""
        facts = CaseFact.objects.visible_to(self.user)
        since, last = self.period.since, self.period.last
        if cohort == "opened":
            facts = facts.opened_within(since, last)
        else:
            facts = facts.filter(closed_on__gte=since, closed_on__lte=last)
        if self.store is not None:
            facts = facts.filter(store_id=self.store)
        if self.region is not None:
            stores = Store.objects.filter(region=self.region).values("pk")
            facts = facts.filter(store_id__in=stores)
        if self.department is not None:
            facts = facts.filter(department_id=self.department)
        return facts

    def counted(self, cohort: Cohort) -> CaseFactQuerySet:
        """Keep what figures count: without rejected, duplicate, withdrawn and merged cases."""
        return self.facts(cohort).exclude(state__in=EXCLUDED)
