"""Whatever bytes come by whatever door: they are kept, and they end in a place where somebody sees them."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.kinds import ChannelKind, IntakeState
from channels.models import RawIntake
from channels.rules import intake
from tests.factories.channels import ChannelFactory

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
CONTENT_TYPES = st.sampled_from(
    [
        "multipart/form-data; boundary=B", "application/x-www-form-urlencoded", "application/json",
        "multipart/form-data", "", "text/plain; charset=\x00",
    ]
)  # fmt: skip
TEXT = st.text(max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["text", "title", "customer", "files", "store", "language", "captured_at", "consents",
     "is_anonymous", "remedy_sought", "notice_version", "order_number"]
)  # fmt: skip
DOCUMENTS = st.dictionaries(FIELDS, VALUES, max_size=6).map(lambda d: json.dumps(d).encode())
PARTS = st.lists(st.tuples(TEXT, st.binary(max_size=40)), max_size=4).map(
    lambda parts: b"".join(
        b'--B\r\nContent-Disposition: form-data; name="' + name.encode("utf-8", "replace")
        + b'"; filename="x"\r\n\r\n' + content + b"\r\n"
        for name, content in parts
    ) + b"--B--\r\n"
)  # fmt: skip


@pytest.mark.django_db
@settings(max_examples=120, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from([ChannelKind.WEB, ChannelKind.COUNTER, ChannelKind.PARTNER]),
    body=st.binary(max_size=200) | DOCUMENTS | PARTS,
    content_type=CONTENT_TYPES,
)
def test_no_bytes_are_lost_and_none_bring_the_door_down(kind, body, content_type):
    content_type = content_type.replace("\x00", "")
    raw = intake.take(
        channel=ChannelFactory(kind=kind), body=body, content_type=content_type, now=NOW
    )

    kept = RawIntake.objects.get(pk=raw.pk)
    assert kept.bytes() == body
    assert kept.state in {IntakeState.DONE, IntakeState.FAILED}
    assert bool(kept.error) == (kept.state == IntakeState.FAILED)
    assert bool(kept.disposition) == (kept.state == IntakeState.DONE)
