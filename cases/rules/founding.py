"""Founding: the departments, categories, time limits and solutions that a new system starts with."""

from datetime import date, datetime
from typing import Any

from cases.sla.defaults import DEFAULT_POLICIES
from cases.sla.more_limits import MORE_POLICIES, WORKING_DAYS
from cases.sla.terms import Policy as PolicyTerms
from cases.sla.terms import PolicyTarget
from cases.starter_checklists import CHECKLISTS
from cases.starter_diagnoses import StarterDiagnosis, starter_diagnoses
from cases.starter_plans import PLANS
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


def _words(zh_hant: str, zh_hans: str, en: str) -> Words:
    return Words(zh_hant=zh_hant, zh_hans=zh_hans, en=en)


# code: rank, names
TIERS = {
    "professional": (1, _words("專業用戶", "专业用户", "Professional")),
    "business": (2, _words("企業用戶", "企业用户", "Business")),
    "consumer": (9, _words("一般消費者", "一般消费者", "Consumer")),
}
_SCHEME = _words("分級回應：故障 2 小時、態度 24 小時、流程 72 小時",
                "分级响应：故障 2 小时、态度 24 小时、流程 72 小时",
                "Tiered response: fault 2 h, attitude 24 h, process 72 h")  # fmt: skip
_WORKING_DAYS = _words("工作日（週一至週五，不含假日）", "工作日（周一至周五，不含假日）",
                      "Working days (Monday to Friday, without holidays)")  # fmt: skip
_ALL_DAY = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
_EVER = date(2000, 1, 1)


def found_more(
    *, policies: Any, schemes: Any, tiers: Any, calendars: Any, hours: Any, editions: Any
) -> None:  # fmt: skip
    """Make the tiers, the tiered scheme, the calendar of working days, and the limits that name them."""
    for code, (rank, words) in TIERS.items():
        tiers.objects.get_or_create(code=code, defaults={**_names(words), "rank": rank})
    schemes.objects.get_or_create(code="tiered", defaults=_names(_SCHEME))
    calendar, is_new = calendars.objects.get_or_create(
        code=WORKING_DAYS, defaults={**_names(_WORKING_DAYS), "holiday_country": "TW", "version": 1}
    )
    if is_new:
        hours.objects.create(calendar=calendar, valid_from=_EVER, weekly=_ALL_DAY)
        week = {"valid_from": _EVER.isoformat(), "week": _ALL_DAY}
        editions.objects.create(
            calendar=calendar, version=1, content={"weekly": [week], "days": []}
        )
    for one in MORE_POLICIES:
        policies.objects.get_or_create(
            code=one.policy.code, version=1,
            defaults={**_policy(one.policy), "is_on": one.is_on},
        )  # fmt: skip


# What somebody must know; which categories ask for one of them is the house's own to say.
SKILLS = {
    "print_colour": _words("色彩與輸出校正", "色彩与输出校正", "Colour and output calibration"),
    "equipment": _words("沖印設備", "冲印设备", "Printing equipment"),
    "cameras": _words("相機維修", "相机维修", "Camera repair"),
    "refunds": _words("退款與價格爭議", "退款与价格争议", "Refunds and price disputes"),
    "difficult_talks": _words("客訴溝通", "客诉沟通", "Difficult conversations"),
}
# In points of open cases: some twenty usual ones for whoever does nothing else, and fewer for whoever leads.
CAPACITIES = {
    "agent": 40, "specialist": 30, "supervisor": 30, "department_head": 20, "manager": 10,
    "administrator": 10,
}  # fmt: skip


def found_sharing(*, skills: Any, capacities: Any) -> None:
    """Make the first skills, and how much each role usually has; takes model classes as well."""
    for code, words in SKILLS.items():
        skills.objects.get_or_create(code=code, defaults=_names(words))
    for role, points in CAPACITIES.items():
        capacities.objects.get_or_create(role=role, defaults={"points": points})


# kind of work: category ("": any), department. What stands nowhere goes to whoever answers for the category.
ROUTES = (
    ("reprint", "", "print_quality"), ("repair", "camera_repair", "camera_repair"),
    ("repair", "", "equipment_service"), ("parts", "", "equipment_service"),
    ("refund", "", "customer_care"), ("delivery", "", "online_orders"),
    ("data", "", "online_orders"), ("coaching", "", "store_operations"),
)  # fmt: skip
# kind of work ("": any): minutes on working days, which are open round the clock.
WORK_LIMITS = {"": 2 * 1440, "investigate": 1440, "reprint": 1440, "refund": 1440}


def found_orders(
    *, routes: Any, limits: Any, departments: Any, categories: Any, calendars: Any
) -> None:
    """Make the first routes and limits of work between departments; takes model classes as well."""
    by_code = {one.code: one for one in departments.objects.all()}
    named = {one.code: one for one in categories.objects.all()}
    for kind, category, department in ROUTES:
        if department in by_code and (not category or category in named):
            routes.objects.get_or_create(
                kind=kind, category=named.get(category),
                defaults={"department": by_code[department]},
            )  # fmt: skip
    calendar = calendars.objects.filter(code=WORKING_DAYS).first()
    for kind, minutes in WORK_LIMITS.items():
        limits.objects.get_or_create(
            department=None, kind=kind, defaults={"minutes": minutes, "calendar": calendar}
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


def found_diagnoses(
    *, diagnoses: Any, steps: Any, solutions: Any, categories: Any, now: datetime
) -> None:
    """Make the shipped diagnoses that are missing, published at once; takes model classes as well."""
    by_code = {category.code: category for category in categories.objects.all()}
    readable = {solution.code: solution for solution in solutions.objects.all()}
    known = set(diagnoses.objects.values_list("code", flat=True))
    for position, starter in enumerate(starter_diagnoses(), 1):
        if starter.code not in known and starter.category in by_code:
            names = {f"name_{language}": said for language, said in starter.name.items()}
            diagnosis = diagnoses.objects.create(
                code=starter.code, category=by_code[starter.category], position=position * 10,
                state="published", published_at=now, **names,
            )  # fmt: skip
            _hang(starter, diagnosis, steps, readable)


def _hang(starter: StarterDiagnosis, diagnosis: Any, steps: Any, readable: dict[str, Any]) -> None:
    """Make a diagnosis's steps, each below the one that its file names."""
    made: dict[str, Any] = {}
    for position, step in enumerate(starter.steps, 1):
        said = {
            f"{part}_{language}": words
            for part, spoken in step.said.items()
            for language, words in spoken.items()
        }
        made[step.code] = steps.objects.create(
            diagnosis=diagnosis, code=step.code, position=position * 10,
            above=made[step.above] if step.above else None,
            solution=readable.get(step.solution), **said,
        )  # fmt: skip


def _names(words: Words) -> dict[str, str]:
    return {"name_zh_hant": words.zh_hant, "name_zh_hans": words.zh_hans, "name_en": words.en}


def _policy(policy: PolicyTerms) -> dict[str, object]:
    match = policy.match
    sets = {
        "classes": match.classes, "categories": match.categories, "priorities": match.priorities,
        "stores": match.stores, "tiers": match.tiers, "schemes": match.schemes,
        "remedies": match.remedies,
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


def found_plans(*, items: Any) -> None:
    """Write the emergency plans that are shipped, where none is there."""
    if items.objects.exists():
        return
    items.objects.bulk_create(
        items(
            kind=kind, position=10 * place, role=role, name_zh_hant=hant, name_zh_hans=hans,
            name_en=english,
        )
        for kind, lines in PLANS.items()
        for place, (role, hant, hans, english) in enumerate(lines, start=1)
    )  # fmt: skip


def found_checklists(*, lists: Any, steps: Any, categories: Any, now: datetime) -> None:
    """Write the checklists that are shipped, where none is there; takes model classes as well."""
    if lists.objects.exists():
        return
    by_code = {category.code: category for category in categories.objects.all()}
    for starter in CHECKLISTS:
        if starter.category not in by_code:
            continue
        made = lists.objects.create(
            category=by_code[starter.category], changed_at=now, **_names(_words(*starter.name))
        )
        steps.objects.bulk_create(
            steps(checklist=made, position=10 * place, is_must=is_must, **_names(_words(*words)))
            for place, (is_must, words) in enumerate(starter.steps, start=1)
        )
