"""Which channel to suggest to a customer next, and why: the one that served others like them best."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from channels.kinds import ChannelKind, Standing
from reports.measures.channel_health import ChannelHealth
from reports.measures.channel_use import Use

# Ways that a customer can choose; the others are ours, or lie in the open.
CHOSEN = frozenset(
    {
        ChannelKind.WEB, ChannelKind.EMAIL, ChannelKind.PHONE, ChannelKind.CHAT, ChannelKind.WECHAT,
        ChannelKind.LINE, ChannelKind.COUNTER,
    }
)  # fmt: skip
_TAKES_PICTURES = CHOSEN - {ChannelKind.PHONE}
# Under so many answered cases a median is chance; and so many asked for a share.
FEWEST = 20
# A channel where so few confirmed, at worst, is not suggested for being fast alone.
_WELL_SOLVED = 0.5


class Reason(StrEnum):
    """Why a channel is suggested."""

    FAST = "fast"
    SOLVES = "solves"
    PICTURES = "pictures"
    KNOWN = "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One channel, the first of its `reasons` the weightiest; `use` has the numbers behind them."""

    channel_id: int
    use: Use
    reasons: tuple[Reason, ...]


def suggest(
    healths: Iterable[ChannelHealth], uses: Mapping[int, Use], *, needs_pictures: bool = False,
    known: frozenset[int] = frozenset(),
) -> Suggestion | None:  # fmt: skip
    """Suggest the channel that answers soonest among those that are well and solve what they get.

    `needs_pictures` leaves out ways without them; `known` are channels that the customer has used,
    which win where another is not at least a third faster. None where too little is known of all.
    """
    fit = [
        (uses[one.channel.pk], one)
        for one in healths
        if one.channel.pk in uses and _is_fit(one, uses[one.channel.pk], needs_pictures)
    ]
    if not fit:
        return None
    felt = {one.channel.pk: _felt(use, one.channel.pk in known) for use, one in fit}
    use, best = min(fit, key=lambda pair: (felt[pair[1].channel.pk], pair[1].channel.code))
    return Suggestion(
        channel_id=best.channel.pk, use=use,
        reasons=tuple(_reasons(best, use, needs_pictures=needs_pictures, known=known)),
    )  # fmt: skip


def _is_fit(health: ChannelHealth, use: Use, needs_pictures: bool) -> bool:
    kinds = _TAKES_PICTURES if needs_pictures else CHOSEN
    is_well = health.standing in {Standing.USUAL, Standing.BUSY, Standing.QUIET, Standing.LEARNING}
    solves = use.verified is None or use.asked < FEWEST or use.verified.high >= _WELL_SOLVED
    return health.channel.kind in kinds and is_well and use.answered >= FEWEST and solves


def _felt(use: Use, is_known: bool) -> float:
    median = use.median or 0.0
    return median * 2 / 3 if is_known else median


def _reasons(
    health: ChannelHealth, use: Use, *, needs_pictures: bool, known: frozenset[int]
) -> Iterable[Reason]:
    yield Reason.FAST
    if use.verified is not None and use.asked >= FEWEST and use.verified.low >= _WELL_SOLVED:
        yield Reason.SOLVES
    if needs_pictures:
        yield Reason.PICTURES
    if health.channel.pk in known:
        yield Reason.KNOWN
