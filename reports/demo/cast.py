"""The cast: who of the demonstration's staff would take which step of a case."""

from dataclasses import dataclass
from random import Random
from typing import Self

from cases.models import Case
from feedback_site.organisation.models import Posting, Store, User
from feedback_site.organisation.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """The staff by what they do; read once for a whole run."""

    by_id: dict[int, User]
    clerks: dict[int, User]
    agents: list[User]
    by_department: dict[int, list[User]]
    supervisors: list[User]
    stores: list[Store]

    @classmethod
    def assembled(cls) -> Self:
        """Read the staff and their postings."""
        posts = list(Posting.objects.current().select_related("user").order_by("user_id"))
        workers: dict[int, list[User]] = {}
        for post in posts:
            if post.department_id and post.role in (Role.AGENT, Role.SPECIALIST):
                workers.setdefault(post.department_id, []).append(post.user)
        by_id = {post.user_id: post.user for post in posts}
        return cls(
            by_id=by_id,
            clerks={
                post.store_id: post.user
                for post in posts
                if post.store_id and post.role == Role.CLERK
            },
            agents=[
                post.user for post in posts if post.role == Role.AGENT and not post.department_id
            ],
            by_department=workers,
            supervisors=[
                post.user for post in posts if post.role in (Role.SUPERVISOR, Role.DEPARTMENT_HEAD)
            ],
            stores=list(Store.objects.order_by("code")),
        )

    def worker(self, rng: Random, case: Case) -> User:
        """Somebody who would work on this case: its department's people, mostly, or customer care."""
        own = self.by_department.get(case.department_id or 0, [])
        return rng.choice(own) if own and rng.random() < 0.6 else rng.choice(self.agents)

    def other_than(self, rng: Random, busy: int | None) -> User:
        """An agent of customer care who had no hand in it."""
        return rng.choice([one for one in self.agents if one.pk != busy])

    def supervisor(self, rng: Random, busy: int | None) -> User:
        """Somebody who may supervise and had no hand in it."""
        return rng.choice([one for one in self.supervisors if one.pk != busy])
