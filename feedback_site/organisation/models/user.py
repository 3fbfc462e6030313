"""Members of staff; what they may do and see follows from their postings."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.kept_queries import Kept
from feedback_site.organisation.roles import ABILITIES, Ability, Role

_POSTINGS = Kept[Any]()
REACH_FIELDS = ("role", "store_id", "region_id", "department_id", "region__stores__id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far somebody's postings reach: everything, or the sum of these places."""

    everything: bool
    stores: frozenset[int]
    departments: frozenset[int]
    regions: frozenset[int]
    roles: frozenset[Role]

    @classmethod
    def of(cls, rows: Iterable[tuple[Any, ...]], *, everything: bool = False) -> Self:
        """Sum up the postings of one person, each as REACH_FIELDS of it."""
        rows = list(rows)
        return cls(
            everything=everything or any(row[1] is row[2] is row[3] is None for row in rows),
            stores=frozenset(x for row in rows for x in (row[1], row[4]) if x is not None),
            departments=frozenset(row[3] for row in rows if row[3] is not None),
            regions=frozenset(row[2] for row in rows if row[2] is not None),
            roles=frozenset(Role(row[0]) for row in rows),
        )


class User(AbstractUser):
    """A member of staff."""

    display_name = models.CharField(_("display name"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)

    class Meta(AbstractUser.Meta):
        verbose_name = _("member of staff")  # type: ignore[assignment]
        verbose_name_plural = _("staff")  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.display_name or self.get_username()

    def get_full_name(self) -> str:
        """What colleagues call them; the back office's menu shows it."""
        return self.display_name

    def can(self, ability: Ability) -> bool:
        """Answer whether any current posting carries this ability; superusers carry all."""
        if not self.is_active:
            return False
        return self.is_superuser or ability in self._abilities

    @cached_property
    def _abilities(self) -> frozenset[Ability]:
        """What the postings carry, read as often as they are; a page asks some thirty times."""
        return frozenset().union(*(ABILITIES[role] for role in self.reach.roles))

    @property
    def sight(self) -> tuple[Hashable, ...]:
        """All that decides about what `visible_to` keeps for this person: the form of a kept query."""
        return self.pk, self.is_active, self.is_superuser, self.reach

    @cached_property
    def reach(self) -> Reach:
        """Where this person's postings reach, read once per request in one statement."""
        rows = _POSTINGS.ask(_postings_of, user=self.pk)
        return Reach.of(rows, everything=self.is_superuser)


def _postings_of(user: int) -> "models.QuerySet[Any, tuple[Any, ...]]":
    return User(pk=user).postings.current().values_list(*REACH_FIELDS)
