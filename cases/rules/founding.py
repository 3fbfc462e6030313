"""Founding: the departments, categories, time limits and solutions that a new system starts with."""

from datetime import datetime
from typing import Any

from cases.sla.defaults import DEFAULT_POLICIES
from cases.sla.terms import Policy as PolicyTerms
from cases.sla.terms import PolicyTarget
from cases.starter_solutions import StarterSolution, starter_solutions
from cases.triage.category_tree import CATEGORIES, DEPARTMENT_NAMES, Words


def found(*, departments: Any, categories: Any, policies: Any) -> None:
    """Make what is missing, leave what is there; takes model classes, so that a migration can call it."""
    by_code = {
        code: departments.objects.get_or_create(code=code, defaults=_names(words))[0]
        for code, words in DEPARTMENT_NAMES.items()
    }
    for position, seed in enumerate(CATEGORIES):
        categories.objects.get_or_create(
            code=seed.code,
            defaults={
                **_names(seed.name),
                "klass": seed.klass,
                "department": by_code[seed.department],
                "default_severity": seed.severity,
                "position": position,
            },
        )
    for policy in DEFAULT_POLICIES:
        policies.objects.get_or_create(
            code=policy.code, version=policy.version, defaults=_policy(policy)
        )


def found_solutions(
    *, solutions: Any, versions: Any, texts: Any, categories: Any, now: datetime
) -> None:
    """Make the shipped solutions that are missing, in force at once; takes model classes as well."""
    by_code = {category.code: category for category in categories.objects.all()}
    known = set(solutions.objects.values_list("code", flat=True))
    for starter in starter_solutions():
        if starter.code not in known and starter.category in by_code:
            solution = solutions.objects.create(code=starter.code, made_at=now)
            version = versions.objects.create(
                solution=solution, number=1, category=by_code[starter.category], state="approved",
                written_at=now, approved_at=now,
            )  # fmt: skip
            texts.objects.bulk_create(_texts(starter, version, texts))


def _texts(starter: StarterSolution, version: Any, texts: Any) -> list[Any]:
    return [
        texts(
            version=version, language=language, title=text.title, problem=text.problem,
            answer=text.answer, steps=text.steps,
        )
        for language, text in starter.texts.items()
    ]  # fmt: skip


def _names(words: Words) -> dict[str, str]:
    return {"name_zh_hant": words.zh_hant, "name_zh_hans": words.zh_hans, "name_en": words.en}


def _policy(policy: PolicyTerms) -> dict[str, object]:
    match = policy.match
    sets = {
        "classes": match.classes, "categories": match.categories, "priorities": match.priorities,
        "stores": match.stores, "tiers": match.tiers,
    }  # fmt: skip
    return {
        "name": policy.code,
        "rank": policy.rank,
        "match": {name: sorted(codes) for name, codes in sets.items() if codes},
        "targets": [_target(target) for target in policy.targets],
        "reopen_mode": policy.reopen_mode.value,
    }


def _target(target: PolicyTarget) -> dict[str, object]:
    return {
        "clock": target.clock.value,
        "seconds": target.seconds,
        "priorities": sorted(target.priorities),
        "calendar": target.calendar,
        "anchor": target.anchor.value,
        "pause_reasons": sorted(target.pause_reasons),
        "retarget_mode": target.retarget_mode.value,
        "warn_at": list(target.warn_at),
        "warn_before": list(target.warn_before),
    }
