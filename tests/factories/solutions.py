"""Standard solutions: the smallest honest one, in any state."""

from cases.kinds import SolutionState
from cases.models import Category, Solution, SolutionText, SolutionVersion
from cases.rules.knowledge.authoring import Draft, Wording
from feedback_site.organisation.roles import Role
from tests.factories.cases import NOW
from tests.factories.organisation import posted

LANGUAGES = ("zh-hant", "zh-hans", "en")
DECIDED = (SolutionState.APPROVED, SolutionState.RETIRED)


def draft(title="Glossy stains", *, languages=LANGUAGES, category="print_colour", **more):
    """What somebody wrote."""
    said = {"problem": f"{title} on it", "answer": f"{title}: wipe it.", "steps": "Look at it."}
    return Draft(
        category=Category.objects.get(code=category), is_public=more.pop("is_public", True),
        texts={one: Wording(title=f"{title} {one}", **{**said, **more}) for one in languages},
    )  # fmt: skip


def solution_version(state=SolutionState.APPROVED, *, code="glossy-stains", number=1, **more):
    """Give a version with its texts; `writer` wrote it, and somebody else approved it where that must be."""
    writer = more.pop("writer", None) or posted(Role.SPECIALIST)
    solution, _made = Solution.objects.get_or_create(code=code, defaults={"made_at": NOW})
    written = draft(more.pop("title", "Glossy stains"))
    if state in DECIDED:
        more = {"approved_by": posted(Role.MANAGER), "approved_at": NOW, **more}
    version = SolutionVersion.objects.create(
        solution=solution, number=number, state=state, written_by=writer, written_at=NOW,
        category=written.category, **more,
    )  # fmt: skip
    for language, said in written.texts.items():
        SolutionText.objects.create(
            version=version, language=language, title=said.title, problem=said.problem,
            answer=said.answer, steps=said.steps,
        )  # fmt: skip
    return version
