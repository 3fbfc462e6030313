"""Which channel is suggested next: the soonest answer among those that are well."""

import pytest

from channels.kinds import ChannelKind, Standing
from channels.models import Channel
from reports.measures.channel_health import ChannelHealth
from reports.measures.channel_use import Use
from reports.measures.suggesting import Reason, suggest

PHONE, WEB, LINE = 1, 2, 3
KINDS = {PHONE: ChannelKind.PHONE, WEB: ChannelKind.WEB, LINE: ChannelKind.LINE}


def health(pk, *, standing=Standing.USUAL, kind=None):
    channel = Channel(pk=pk, code=f"c{pk}", kind=kind or KINDS[pk])
    return ChannelHealth(channel=channel, standing=standing, daily=[0], last_at=None, expected=None)


def use(median, *, answered=50, asked=50, confirmed=45):
    return Use(
        cases=60, of_all=180, answered=answered, median=median, p90=median * 3, solved=50,
        asked=asked, confirmed=confirmed,
    )  # fmt: skip


USES = {PHONE: use(60), WEB: use(3600), LINE: use(600)}


def suggested(healths=None, uses=USES, **more):
    found = suggest(healths or [health(pk) for pk in KINDS], uses, **more)
    return found.channel_id if found else None


def test_the_soonest_answer():
    assert suggested() == PHONE


def test_with_pictures_no_phone():
    found = suggest([health(pk) for pk in KINDS], USES, needs_pictures=True)

    assert found.channel_id == LINE
    assert found.reasons == (Reason.FAST, Reason.SOLVES, Reason.PICTURES)


@pytest.mark.parametrize(
    "standing",
    [Standing.SILENT, Standing.FAILING, Standing.UNREAD, Standing.FAILED, Standing.DEAD, Standing.OFF,
     Standing.NEVER],
)  # fmt: skip
def test_what_is_not_well_is_not_suggested(standing):
    assert suggested([health(PHONE, standing=standing), health(WEB), health(LINE)]) == LINE


def test_what_answers_fast_and_solves_nothing_is_not_suggested():
    assert suggested(uses={**USES, PHONE: use(60, confirmed=5)}) == LINE


def test_few_cases_say_nothing():
    assert suggested(uses={**USES, PHONE: use(60, answered=19)}) == LINE
    assert suggested(uses={}) is None


@pytest.mark.parametrize(("median", "expected"), [(800, WEB), (1000, LINE)])
def test_a_known_channel_wins_unless_another_is_a_third_faster(median, expected):
    uses = {WEB: use(median), LINE: use(600)}

    assert suggested(uses=uses, known=frozenset({WEB})) == expected


def test_ways_that_nobody_chooses_are_not_suggested():
    assert suggested([health(WEB, kind=ChannelKind.PARTNER)], {WEB: use(1)}) is None
