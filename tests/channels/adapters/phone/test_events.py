"""Reading the events of a call centre."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.adapters.phone.events import draft_of_event
from channels.call_kinds import CallEventKind
from channels.calls import CallFact
from channels.drafts import CallDraft
from channels.errors import UnreadableIntake
from tests.channels.call_centre import event

AT = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)


def test_everything_that_is_told_is_read():
    body = event(
        "voicemail", AT, call=77, agent="mei", store="zhongshan",
        recording_url="https://calls.example.com/77.mp3",
    )  # fmt: skip

    fact = CallFact(
        kind=CallEventKind.VOICEMAIL, at=AT, number="+886912345678", line="care", agent="mei",
        store="zhongshan", recording="https://calls.example.com/77.mp3",
    )  # fmt: skip
    assert draft_of_event(body).call == CallDraft(external_id="77", fact=fact)


@pytest.mark.parametrize("number", ["", "anonymous", "Private", None, "call me", ["1"]])
def test_a_withheld_number_is_none(number):
    assert draft_of_event(event("ringing", AT, number=number)).call.fact.number == ""


@pytest.mark.parametrize("address", ["http://calls.example.com/1", "javascript:alert(1)", 7])
def test_a_recording_is_fetched_securely_or_not_at_all(address):
    assert draft_of_event(event("voicemail", AT, recording_url=address)).call.fact.recording == ""


@pytest.mark.parametrize(
    "body",
    [
        b"", b"\xff", b"[]", b"{}", b'{"data": []}', event("ringing", AT, call=""),
        event("sleeping", AT), b'{"type": "call.ringing", "timestamp": "2026-05-04", "data": {"call": 1}}',
        b'{"type": "call.ringing", "timestamp": "2026-05-04T02:00", "data": {"call": 1}}',
        b'{"type": "call.ringing", "timestamp": "2026-99-04T02:00Z", "data": {"call": 1}}',
        b'{"type": "ringing", "timestamp": "2026-05-04T02:00Z", "data": {"call": 1}}',
    ],
)  # fmt: skip
def test_what_is_no_event_is_said_to_be_none(body):
    with pytest.raises(UnreadableIntake):
        draft_of_event(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(
    st.fixed_dictionaries(
        {"type": st.just("call.ringing") | JSON, "timestamp": st.just(AT.isoformat()) | JSON},
        optional={
            "data": st.dictionaries(st.sampled_from(["call", "number", "line", "agent"]), JSON)
        },
    )
)
def test_whatever_is_told_is_read_or_refused(told):
    try:
        draft = draft_of_event(json.dumps(told).encode())
    except UnreadableIntake:
        return
    assert 0 < len(draft.call.external_id) <= 120
