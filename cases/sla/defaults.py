"""The time limits a new system starts with; an administrator changes them as rows."""

from cases.sla.terms import ClockKind, Match, Policy, PolicyTarget

_MINUTE, _HOUR = 60, 3600
_CUSTOMER = frozenset({"customer"})

# Requirement L1, for every case. "At once" is a minute: the receipt is written with the case, and a
# minute leaves room for one repeated delivery and nothing else. Following up has three days: three
# honest attempts at two parts of the day need that. The 72 hours to solve are ours: the sources
# name none outside the technical class, and a case without any could lie for ever.
STANDARD = Policy(
    code="standard",
    version=1,
    rank=1000,
    targets=(
        PolicyTarget(clock=ClockKind.ACKNOWLEDGE, seconds=_MINUTE),
        PolicyTarget(clock=ClockKind.FIRST_RESPONSE, seconds=24 * _HOUR),
        PolicyTarget(clock=ClockKind.NEXT_RESPONSE, seconds=24 * _HOUR, pause_reasons=_CUSTOMER),
        PolicyTarget(clock=ClockKind.RESOLVE, seconds=72 * _HOUR, pause_reasons=_CUSTOMER),
        PolicyTarget(clock=ClockKind.VERIFY, seconds=72 * _HOUR),
    ),
)

# Requirement L2: a specialist sent within 30 minutes of receipt, solved within 24 hours.
TECHNICAL = Policy(
    code="technical",
    version=1,
    rank=100,
    match=Match(classes=frozenset({"technical"})),
    targets=(
        PolicyTarget(clock=ClockKind.DISPATCH, seconds=30 * _MINUTE),
        PolicyTarget(clock=ClockKind.RESOLVE, seconds=24 * _HOUR, pause_reasons=_CUSTOMER),
    ),
)

# Requirement L2: the customer contacted within 12 hours.
SERVICE = Policy(
    code="service",
    version=1,
    rank=100,
    match=Match(classes=frozenset({"service"})),
    targets=(PolicyTarget(clock=ClockKind.CONTACT, seconds=12 * _HOUR),),
)

# Requirement L2: refund or exchange done within 24 hours.
PRODUCT = Policy(
    code="product",
    version=1,
    rank=100,
    match=Match(classes=frozenset({"product"})),
    targets=(PolicyTarget(clock=ClockKind.REMEDY, seconds=24 * _HOUR, pause_reasons=_CUSTOMER),),
)

DEFAULT_POLICIES = (TECHNICAL, SERVICE, PRODUCT, STANDARD)
