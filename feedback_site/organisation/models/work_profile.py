"""Work profiles: what somebody can do and how much they can have, and who may say so."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback_site.organisation.kinds import Tongue
from feedback_site.organisation.models.posting import Posting
from feedback_site.organisation.models.user import User
from feedback_site.organisation.roles import Ability


class WorkProfileQuerySet(models.QuerySet["WorkProfile"]):
    """Questions about profiles."""

    def visible_to(self, user: User) -> Self:
        """Keep one's own, and those of the people whom this person supervises."""
        return self.filter(person__in=led_by(user) | User.objects.filter(pk=user.pk))


class WorkProfile(models.Model):
    """What one person can do. Whoever has none speaks the language that they use the site in."""

    person = models.OneToOneField(
        "organisation.User", models.CASCADE, related_name="work_profile", verbose_name=_("who")
    )
    # Codes of Skill, which never change.
    skills = ArrayField(models.SlugField(), verbose_name=_("skills"), default=list, blank=True)
    languages = ArrayField(
        models.CharField(max_length=8, choices=Tongue), verbose_name=_("languages"), default=list,
        blank=True,
    )  # fmt: skip
    # In points of open cases (cases.ranking); empty: what the role usually has.
    capacity = models.PositiveSmallIntegerField(_("capacity"), null=True, blank=True)

    objects = WorkProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("work profile")
        verbose_name_plural = _("work profiles")

    def __str__(self) -> str:
        return str(self.person)


def led_by(actor: User) -> models.QuerySet[User]:
    """Give the active people of whom this person may say what they can do and when they are away.

    Those with a posting within reach: at a store, in a department, in a region of which all is in reach.
    """
    if not actor.can(Ability.SUPERVISE):
        return User.objects.none()
    people, reach = User.objects.filter(is_active=True), actor.reach
    if reach.everything:
        return people
    within = models.Q(store__in=reach.stores) | models.Q(department__in=reach.departments)
    regions = models.Q(region__in=reach.regions)
    posts = Posting.objects.current().filter(within | regions)
    return people.filter(pk__in=posts.values("user"))
