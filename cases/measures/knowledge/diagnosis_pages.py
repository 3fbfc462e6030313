"""Diagnoses as customers walk through them: one question a page, and the way that led there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cases.kinds import DiagnosisState
from cases.models import Diagnosis, DiagnosisStep, SolutionVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One question that was answered, and how."""

    question: DiagnosisStep
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisPage:
    """One page: a question with its answers, or the end of a branch; `read_on` is a page of the help."""

    diagnosis: Diagnosis
    step: DiagnosisStep
    answers: Sequence[DiagnosisStep]
    path: Sequence[Answered]
    read_on: str

    @property
    def is_end(self) -> bool:
        """Whether nothing more is asked."""
        return not self.answers

    @property
    def check(self) -> str:
        """What the form is told, so that what was answered need not be typed again."""
        return f"{self.diagnosis.code}.{self.step.code}"


def published_diagnoses() -> list[Diagnosis]:
    """Give what customers may be asked, in its order; one statement."""
    return list(Diagnosis.objects.published().order_by("position", "code"))


def diagnosis_page(code: str, step: str = "", *, draft_too: bool = False) -> DiagnosisPage | None:
    """Give one page of what is published, the first where no step is named; three statements at most.

    `draft_too` prefers the draft, for colleagues who try what they write. None where there is no such page.
    """
    diagnosis = _diagnosis(code, draft_too=draft_too)
    if diagnosis is None:
        return None
    steps = list(diagnosis.steps.select_related("solution").order_by("position", "pk"))
    shown = next(
        (one for one in steps if (one.code == step if step else one.above_id is None)), None
    )
    if shown is None:
        return None
    answers = [one for one in steps if one.above_id == shown.pk]
    return DiagnosisPage(
        diagnosis=diagnosis, step=shown, answers=answers, path=_path(shown, steps),
        read_on="" if answers else _read_on(shown),
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step in the outline of a tree: how deep it hangs, and how often its remedy helped or did not."""

    step: DiagnosisStep
    depth: int
    is_end: bool
    helped: int
    told: int


def outline(diagnosis: Diagnosis) -> list[Line]:
    """Give every step under the question that it follows, last what hangs nowhere; one statement."""
    steps = list(
        diagnosis.steps.annotate(
            n_helped=Count("outcomes", filter=Q(outcomes__has_helped=True)),
            n_told=Count("outcomes", filter=Q(outcomes__has_helped=False)),
        ).order_by("position", "pk")
    )
    asking = {step.above_id for step in steps}
    placed = dict(_placed(None, steps, 0))
    lost = {step.pk: 0 for step in steps if step.pk not in placed}
    by_id = {step.pk: step for step in steps}
    return [
        Line(
            step=by_id[pk], depth=min(depth, 8), is_end=pk not in asking,
            helped=by_id[pk].n_helped, told=by_id[pk].n_told,
        )
        for pk, depth in (placed | lost).items()
    ]  # fmt: skip


def _placed(
    above: int | None, steps: Sequence[DiagnosisStep], depth: int
) -> Iterator[tuple[int, int]]:
    """Walk down from a step; what goes round in a ring hangs below nothing, so that this ends."""
    for step in steps:
        if step.above_id == above:
            yield step.pk, depth
            yield from _placed(step.pk, steps, depth + 1)


def in_words(page: DiagnosisPage) -> str:
    """Write down what was answered, for the form and whoever reads it then."""
    lines = [f"{answered.question.words} {answered.answer}" for answered in page.path]
    cause = _("Likely cause: %(cause)s") % {"cause": page.step.words}
    return "\n".join([f"[{page.diagnosis.name}]", *lines, cause])


def _diagnosis(code: str, *, draft_too: bool) -> Diagnosis | None:
    states = [DiagnosisState.PUBLISHED, *([DiagnosisState.DRAFT] if draft_too else [])]
    rows = Diagnosis.objects.filter(code=code, state__in=states).select_related("category")
    return rows.order_by("-number").first()


def _path(step: DiagnosisStep, steps: Sequence[DiagnosisStep]) -> list[Answered]:
    return list(reversed(list(_upwards(step, {one.pk: one for one in steps}))))


def _upwards(step: DiagnosisStep, by_id: dict[int, DiagnosisStep]) -> Iterator[Answered]:
    """Go up to the first question; a draft may still go round in a ring, which ends it."""
    seen = {step.pk}
    while step.above_id in by_id and step.above_id not in seen:
        question = by_id[step.above_id]
        yield Answered(question=question, answer=step.answer)
        seen.add(question.pk)
        step = question


def _read_on(step: DiagnosisStep) -> str:
    """Give the code of the page of the help that says more, while customers may read it."""
    if step.solution is None:
        return ""
    readable = SolutionVersion.objects.for_customers().filter(solution=step.solution)
    return step.solution.code if readable.exists() else ""
