"""Further limits that a new system starts with: after-sales (L3), the tiered scheme (C6), tiers (R8)."""

from dataclasses import dataclass

from cases.sla.terms import OF_STORE, ClockKind, Match, Policy, PolicyTarget

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_CUSTOMER = frozenset({"customer"})
# Monday to Friday from midnight to midnight, without holidays: a day of it is a working day, whatever
# hours a counter keeps.
WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """A policy, and whether it is in force from the start."""

    policy: Policy
    is_on: bool = True


def _policy(code: str, rank: int, match: Match, *targets: PolicyTarget) -> Policy:
    return Policy(code=code, version=1, rank=rank, match=match, targets=targets)


def _first(hours: int) -> PolicyTarget:
    return PolicyTarget(clock=ClockKind.FIRST_RESPONSE, seconds=hours * _HOUR)


def _solved(hours: int) -> PolicyTarget:
    return PolicyTarget(clock=ClockKind.RESOLVE, seconds=hours * _HOUR, pause_reasons=_CUSTOMER)


# Requirement L3. Spans of working days ("3 to 5") are due at their end and warn at their beginning.
AFTER_SALES = (
    Founded(
        policy=_policy(
            "return_request", 90, Match(remedies=frozenset({"refund", "exchange"})), _first(24)
        )
    ),
    Founded(
        policy=_policy(
            "refund_review", 90, Match(remedies=frozenset({"refund"})),
            PolicyTarget(clock=ClockKind.REVIEW, seconds=24 * _HOUR, pause_reasons=_CUSTOMER),
        )
    ),
    # L2 promises the same within 24 hours; whoever cannot keep that turns this on instead.
    Founded(
        policy=_policy(
            "return_exchange", 80, Match(remedies=frozenset({"refund", "exchange"})),
            PolicyTarget(
                clock=ClockKind.REMEDY, seconds=5 * _DAY, calendar=WORKING_DAYS,
                pause_reasons=_CUSTOMER, warn_at=(60, 80, 100, 150),
            ),
        ),
        is_on=False,
    ),
    # What fits no kind of problem is what somebody must first think about.
    Founded(
        policy=_policy(
            "complex_enquiry", 85,
            Match(categories=frozenset({"technical_other", "service_other", "product_other"})),
            _solved(48),
        )
    ),
    Founded(
        policy=_policy(
            "onsite_visit", 90, Match(categories=frozenset({"equipment_failure"})),
            # Nobody can come to a store that is shut.
            PolicyTarget(
                clock=ClockKind.VISIT, seconds=2 * _HOUR, calendar=OF_STORE, pause_reasons=_CUSTOMER
            ),
        )
    ),
    Founded(
        policy=_policy(
            "camera_repair", 80, Match(categories=frozenset({"camera_repair"})),
            PolicyTarget(
                clock=ClockKind.RESOLVE, seconds=3 * _DAY, calendar=WORKING_DAYS,
                pause_reasons=frozenset({"customer", "part", "vendor"}), warn_at=(33, 80, 100, 150),
            ),
        )
    ),
)  # fmt: skip

TIERED = frozenset({"tiered"})
# Requirement C6: a technical fault within 2 hours, staff attitude within 24, process within 72. They are in
# force only where a store or a partner has chosen the scheme.
SCHEME = (
    Founded(
        policy=_policy(
            "tiered_fault", 50, Match(classes=frozenset({"technical"}), schemes=TIERED), _first(2)
        )
    ),
    Founded(
        policy=_policy(
            "tiered_attitude", 50,
            Match(categories=frozenset({"staff_attitude"}), schemes=TIERED), _first(24),
        )
    ),
    Founded(
        policy=_policy(
            "tiered_process", 55,
            Match(classes=frozenset({"service", "product"}), schemes=TIERED), _first(72),
        )
    ),
)  # fmt: skip

# Requirement R8. Nobody is in a tier until somebody puts them there; consumers have everybody's limits.
TIERS = (
    Founded(
        policy=_policy(
            "tier_professional", 40, Match(tiers=frozenset({"professional"})), _first(4), _solved(24)
        )
    ),
    Founded(
        policy=_policy(
            "tier_business", 45, Match(tiers=frozenset({"business"})), _first(8), _solved(48)
        )
    ),
)  # fmt: skip

MORE_POLICIES = (*AFTER_SALES, *SCHEME, *TIERS)
