"""Postings: who is what, and where."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.models.user import REACH_FIELDS, Reach, User
from feedback_site.organisation.roles import Role
from feedback_site.worded_constraints import WordedCheck

if TYPE_CHECKING:
    from feedback_site.organisation.models.place import Store


class PostingQuerySet(models.QuerySet["Posting"]):
    """Questions about postings."""

    def current(self) -> Self:
        """Keep those that have not ended."""
        return self.filter(ended_at=None)

    def reaching(self, *, store: "Store | None", department_id: int | None) -> Self:
        """Keep those over a matter of this store and department: either's own, its region's, the chain's."""
        region_id = store.region_id if store else None
        return self.filter(
            Q(department=department_id, department__isnull=False)
            | Q(store=store, store__isnull=False)
            | Q(region=region_id, region__isnull=False)
            | Q(department=None, store=None, region=None)
        )


@pghistory.track(append_only=True)
class Posting(models.Model):
    """One person's role at one store, in one region, in one department, or over the whole chain."""

    user = models.ForeignKey("organisation.User", models.CASCADE, related_name="postings")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, null=True, blank=True, related_name="postings"
    )
    region = models.ForeignKey(
        "organisation.Region", models.PROTECT, null=True, blank=True, related_name="postings"
    )
    department = models.ForeignKey(
        "organisation.Department", models.PROTECT, null=True, blank=True, related_name="postings"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = (
            WordedCheck(
                name="organisation_posting_one_place",
                condition=Q(store=None, region=None)
                | Q(store=None, department=None)
                | Q(region=None, department=None),
                violation_error_message=_(
                    "A posting is for one place: choose a store, a region or a department, and leave the "
                    "others empty."
                ),
            ),
        )

    def __str__(self) -> str:
        place = self.store or self.region or self.department or _("whole chain")
        return f"{self.get_role_display()} · {place}"


def read_reaches(people: Iterable[User]) -> None:
    """Let each of these people know how far they reach, in one statement for all of them."""
    of_whom = {person.pk: person for person in people}
    rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    found = Posting.objects.current().filter(user__in=of_whom)
    for user_id, *row in found.values_list("user_id", *REACH_FIELDS):
        rows[user_id].append(tuple(row))
    for pk, person in of_whom.items():
        person.reach = Reach.of(rows[pk], everything=person.is_superuser)
