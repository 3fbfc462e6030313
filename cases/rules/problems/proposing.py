"""Telling of a proposed problem: to whoever decides on it, once, when they are there."""

from datetime import datetime

from django.db.models import Q
from django.utils import translation

from cases.measures.problems.problem_words import title_of
from cases.models import Problem
from cases.rules.escalation.climbing import Roster
from cases.rules.work_orders.telling import heads_of
from channels.rules.outbox.enqueuing import tell_colleague
from feedback_site.organisation.models import Posting, User
from feedback_site.organisation.roles import Role


def tell_deciders(problem: Problem, *, now: datetime) -> None:
    """Put a letter to the managers of its place and the head of its department into the outbox."""
    people = {one.pk: one for one in _deciders(problem)}
    there = Roster(now=now).told_from(people) if people else {}
    for pk, person in people.items():
        with translation.override(person.language or "zh-hant"):
            context = {
                "problem": problem.pk, "reference": problem.code, "title": title_of(problem),
                "people": str(problem.figures["now"]),
            }  # fmt: skip
        tell_colleague(
            person, template="staff_problem_proposed", now=now, not_before=there.get(pk),
            dedup_key=f"problem:{problem.pk}:proposed:{pk}", context=context,
        )  # fmt: skip


def _deciders(problem: Problem) -> list[User]:
    """Where the place has no manager and the department no head, those of the whole chain."""
    place = Q(pk__in=())
    if problem.store is not None:
        place = Q(store=problem.store) | Q(region=problem.store.region_id)
    posts = Posting.objects.current().filter(place, role=Role.MANAGER, user__is_active=True)
    managers = [post.user for post in posts.select_related("user")]
    return [*managers, *heads_of({problem.department_id} if problem.department_id else set())]
