"""Which cases a time-limit policy is for, and which of several applies, in a clerk's words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from cases.kinds import Klass, Priority
from cases.models import Case, Category, Policy, ResponseScheme
from cases.sla.cycles import Cycle
from cases.sla.more_limits import WORKING_DAYS
from cases.sla.terms import Match
from cases.sla.terms import Policy as PolicyTerms
from channels.kinds import Remedy
from channels.models import ServiceTier
from feedback_site.organisation.models import BusinessCalendar, Store
from feedback_site.organisation.words import Named
from feedback_site.remembering import remember

# Policies that were shipped, for as long as nobody has given them a name of their own.
SHIPPED: Mapping[str, str | Promise] = {
    "standard": gettext_lazy("Every case"),
    "technical": gettext_lazy("Technical problems"),
    "service": gettext_lazy("Service problems"),
    "product": gettext_lazy("Product problems"),
    "return_request": gettext_lazy("Request for refund or exchange: answered in 24 hours"),
    "refund_review": gettext_lazy("Refund: reviewed in 24 hours"),
    "return_exchange": gettext_lazy("Refund or exchange: done in 3 to 5 working days"),
    "complex_enquiry": gettext_lazy("Complex enquiry: solved in 48 hours"),
    "onsite_visit": gettext_lazy("Visit on site: within 2 hours of being sent"),
    "camera_repair": gettext_lazy("Camera repair: 1 to 3 working days"),
    "tiered_fault": gettext_lazy("Tiered response: technical fault in 2 hours"),
    "tiered_attitude": gettext_lazy("Tiered response: staff attitude in 24 hours"),
    "tiered_process": gettext_lazy("Tiered response: process in 72 hours"),
    "tier_professional": gettext_lazy("Professional customers"),
    "tier_business": gettext_lazy("Business customers"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyLine:
    """One policy that matches a case: what it is called, its rank, for which cases, whether it applies."""

    name: str
    code: str
    rank: int
    cases: str
    applies: bool


def policy_name(code: str, name: str = "") -> str:
    """What a policy is called: its own name, or the shipped one in the reader's language."""
    return name if name and name != code else str(SHIPPED.get(code, name or code))


def name_in_force(code: str) -> str:
    """What a policy is called now: the name that was given to it, or the shipped one."""
    given = remember("names of policies", _given_names)
    return policy_name(code, given.get(code, ""))


def _given_names() -> dict[str, str]:
    return dict(Policy.objects.order_by("version").values_list("code", "name"))


def calendar_name(code: str, version: int = 0) -> str:
    """Which hours a limit runs on, by the code that clocks know them by; `version` is their edition."""
    if not code:
        return _("round the clock")
    kind, colon, store = code.partition(":")
    if colon and store:
        words = _("the opening hours of %(store)s") % {"store": _name("stores", store)}
    else:
        words = _name("calendars", kind if not colon else WORKING_DAYS)
    if not version:
        return words
    return _("%(hours)s (edition %(n)s)") % {"hours": words, "n": version}


def match_in_words(match: Match) -> str:
    """For which cases a policy is: every line of its match, or that it takes every case."""
    lines = [
        _line(title, field, codes)
        for title, field, codes in (
            (_("class"), "classes", match.classes),
            (_("category"), "categories", match.categories),
            (_("priority"), "priorities", match.priorities),
            (_("store"), "stores", match.stores),
            (_("service tier"), "tiers", match.tiers),
            (_("response scheme"), "schemes", match.schemes),
            (_("customer asks for"), "remedies", match.remedies),
        )
        if codes
    ]
    return in_a_row(lines) or _("every case")


def in_a_row(parts: Iterable[str]) -> str:
    """Parts of what is said of one thing, one after the other as the reader's language does it."""
    return pgettext("between parts", "; ").join(parts)


def lines_of(cycle: Cycle, policies: Sequence[PolicyTerms]) -> list[PolicyLine]:
    """The policies that set one limit a target, in order of rank; the first of them applies."""
    found = [(cycle.policy, True), *((code, False) for code in cycle.also_matched)]
    versions = {
        code: max(
            (p for p in policies if p.code == code and (not wins or p.version == cycle.policy_version)),
            key=lambda p: p.version,
            default=None,
        )
        for code, wins in found
    }  # fmt: skip
    return [
        PolicyLine(
            name=name_in_force(code), code=code, rank=policy.rank,
            cases=match_in_words(policy.match), applies=wins,
        )
        for code, wins in found
        if (policy := versions[code]) is not None
    ]  # fmt: skip


def category_name(code: str) -> str:
    """A category's name now; a code that is not known as it stands."""
    return _name("categories", code)


def attributes_in_words(case: Case) -> str:
    """What policies look at in this case."""
    parts = [
        (_("category"), _name("categories", case.category.code) if case.category else ""),
        (_("store"), _name("stores", str(case.store_id or ""))),
        (_("service tier"), _name("tiers", case.tier)),
        (_("response scheme"), _name("schemes", case.scheme)),
        (_("priority"), str(Priority(case.priority).label)),
    ]
    return in_a_row(_titled(title, value) for title, value in parts if value)


def _line(title: str, field: str, codes: Iterable[str]) -> str:
    return _titled(title, "、".join(sorted(_name(field, code) for code in codes)))


def _titled(title: str, value: str) -> str:
    return _("%(title)s: %(value)s") % {"title": title, "value": value}


def _name(field: str, code: str) -> str:
    fixed = {"classes": Klass, "priorities": Priority, "remedies": Remedy}.get(field)
    if fixed is not None:
        return str(fixed(code).label) if code in fixed.values else code
    named = remember("names in policies", _named).get((field, code))
    return named.name if named is not None else code


def _named() -> dict[tuple[str, str], Named]:
    found: dict[tuple[str, str], Named] = {}
    found |= {("categories", one.code): one for one in Category.objects.all()}
    found |= {("stores", str(one.pk)): one for one in Store.objects.all()}
    found |= {("tiers", one.code): one for one in ServiceTier.objects.all()}
    found |= {("calendars", one.code): one for one in BusinessCalendar.objects.all()}
    found |= {("schemes", one.code): one for one in ResponseScheme.objects.all()}
    return found
