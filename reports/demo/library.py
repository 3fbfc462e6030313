"""Standard solutions in the demonstration: a year old, judged by readers, one version on its way."""

from datetime import datetime, timedelta
from random import Random

from cases.measures.knowledge.answers import Kept, rank
from cases.models import (
    Case,
    Diagnosis,
    DiagnosisOutcome,
    DiagnosisStep,
    Solution,
    SolutionText,
    SolutionVersion,
    SolutionVote,
)
from cases.rules.knowledge import authoring, diagnosing, using_solutions
from feedback_site.organisation.models import Posting, User
from feedback_site.organisation.roles import Role

_YEAR = timedelta(days=365)
# How many readers judged a page, and how many of them it helped.
_MOST_READERS, _LEAST_HELPED, _MOST_HELPED = 40, 0.45, 0.9
_LANGUAGES = ("zh-hant", "zh-hant", "zh-hant", "zh-hans", "en")
_CHANGED = "pickup-delayed"
# How many solve it by what a diagnosis advises; of which one somebody writes the next version.
_HELPED, _WRITTEN_ON = 0.58, "passport-photo"
_NEW_LINE = {
    "zh-hant": "門市完成時，我們也可以用 LINE 通知您。",
    "zh-hans": "门店完成时，我们也可以用微信通知您。",
    "en": "When it is ready, we can also tell you through LINE.",
}


def backdate(until: datetime) -> None:
    """Let the shipped solutions and diagnoses be as old as the chain."""
    began = until - _YEAR - timedelta(days=1)
    Diagnosis.objects.update(published_at=began)
    SolutionVersion.objects.update(written_at=began, approved_at=began)
    Solution.objects.update(made_at=began)


def answer_from_library(case: Case, text: str, actor: User, now: datetime) -> str:
    """Use the nearest solution of the case's category, and give its answer; "" where it has none."""
    category = case.category.code if case.category else ""
    found = rank(text, public_only=False, category=category)
    if not found or found[0].kept.category != category:
        return ""
    using_solutions.use_solution(case.pk, version_id=found[0].kept.version_id, actor=actor, now=now)
    return _said(found[0].kept, case.language)


def live_library(until: datetime, rng: Random) -> None:
    """Let readers judge the pages, and somebody propose a better version of one."""
    for version in SolutionVersion.objects.for_customers():
        SolutionVote.objects.bulk_create(_votes(version, until, rng))
    _live_diagnoses(until, rng)
    version = SolutionVersion.objects.in_force().get(solution__code=_CHANGED)
    draft = authoring.Draft(
        category=version.category, is_public=True, change="LINE／微信通知",
        texts={text.language: _with_line(text) for text in version.texts.all()},
    )  # fmt: skip
    post = Posting.objects.current().filter(role=Role.SPECIALIST).select_related("user")[0]
    written = authoring.write_version(
        version.solution_id, draft, seen=version.number, actor=post.user,
        now=until - timedelta(hours=5),
    )  # fmt: skip
    authoring.propose(written.pk, actor=post.user, now=until - timedelta(hours=4))


def _live_diagnoses(until: datetime, rng: Random) -> None:
    """Let readers come to the end of each branch, and one be written on."""
    ends = DiagnosisStep.objects.filter(below=None).order_by("pk")
    DiagnosisOutcome.objects.bulk_create(
        DiagnosisOutcome(
            step=end, language=rng.choice(_LANGUAGES), has_helped=rng.random() < _HELPED,
            given_at=until - timedelta(days=rng.randrange(1, 300)),
        )
        for end in ends
        for _reader in range(rng.randrange(2, _MOST_READERS))
    )  # fmt: skip
    writer = Posting.objects.current().filter(role=Role.SPECIALIST).select_related("user")[0].user
    shipped = Diagnosis.objects.get(code=_WRITTEN_ON)
    diagnosing.begin_draft(shipped.pk, actor=writer, now=until - timedelta(hours=3))


def _said(kept: Kept, language: str) -> str:
    return (kept.texts.get(language) or kept.texts["zh-hant"])[1]


def _votes(version: SolutionVersion, until: datetime, rng: Random) -> list[SolutionVote]:
    share = rng.uniform(_LEAST_HELPED, _MOST_HELPED)
    return [
        SolutionVote(
            version=version, language=rng.choice(_LANGUAGES), has_helped=rng.random() < share,
            given_at=until - timedelta(days=rng.randrange(1, 300)),
        )
        for _reader in range(rng.randrange(4, _MOST_READERS))
    ]  # fmt: skip


def _with_line(text: SolutionText) -> authoring.Wording:
    return authoring.Wording(
        title=text.title, problem=text.problem, steps=text.steps,
        answer=f"{text.answer}\n\n{_NEW_LINE[text.language]}",
    )  # fmt: skip
