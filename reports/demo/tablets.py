"""Tablets at two counters: an evening without a line, sent the next morning; and a number explained."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from cases.rules.openings import opening
from channels.devices import signing
from channels.devices.clerks import clerk_token
from channels.models import Channel, CounterDevice
from channels.rules import reserving
from channels.rules.devices import explaining, registering, replaying
from feedback_site.organisation.models import Store, User
from reports.demo.cast import Cast

FORM = "application/x-www-form-urlencoded"
TOLD = (
    ("斷線那晚取件等了快一個鐘頭，店裡也說不出原因。", "pickup_delayed"),
    ("相框的壓克力板有刮痕，打開才看到。", "print_damaged"),
    ("四乘六的照片邊緣被裁掉一截。", "print_cut"),
)
# What the second tablet gave to an entry that fell into the water with it.
LOST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tablet:
    device: CounterDevice
    secret: str
    references: list[str]
    clerk: User


def live_tablets(cast: Cast, until: datetime) -> int:
    """Let two tablets be set up and keep entries in the week before `until`; give how many entries came."""
    came = 0
    for tablet, supervisor in _set_up(cast, until - timedelta(days=6)):
        evening = until - timedelta(days=2, hours=14)
        numbers = [1, 2, 3] if not came else [1, 3]
        for number in numbers:
            _send(
                tablet,
                number,
                kept_at=evening + timedelta(minutes=25 * number),
                now=until - timedelta(days=2),
            )
            came += 1
        if LOST not in numbers:
            explaining.explain_numbers(
                tablet.device.pk, first=LOST, last=LOST, actor=supervisor, now=until - timedelta(days=1),
                reason="平板進水，已向顧客致電補登",
            )  # fmt: skip
    return came


def _set_up(cast: Cast, now: datetime) -> Iterator[tuple[_Tablet, User]]:
    """Give the tablets of two stores, each with whoever set it up."""
    for store in [one for one in cast.stores if one.pk in cast.clerks][:2]:
        supervisor = next((one for one in cast.supervisors if _reaches(one, store)), None)
        if supervisor is None:
            continue
        device, secret = registering.register_device(
            Channel.objects.get(code="counter"), store=store, name=f"{store.name_zh_hant}平板",
            actor=supervisor, now=now,
        )  # fmt: skip
        block = reserving.topped_up(device, held=(), now=now)
        tablet = _Tablet(
            device=device, secret=secret, references=[one.reference for one in block],
            clerk=cast.clerks[store.pk],
        )  # fmt: skip
        yield tablet, supervisor


def _reaches(user: User, store: Store) -> bool:
    reach = user.reach
    return reach.everything or bool(reach.departments) or store.pk in reach.stores


def _send(tablet: _Tablet, number: int, *, kept_at: datetime, now: datetime) -> None:
    text, category = TOLD[number - 1]
    body = urlencode(
        {"text": text, "category": category, "phone": f"09{number}2 000 00{number}"}
    ).encode()
    reference = tablet.references[number]
    words = json.dumps({"number": number, "reference": reference})
    entry = replaying.KeptEntry(
        device=tablet.device.public_id, number=number, captured_at=kept_at, offset=timedelta(),
        contact_at=None, reference=reference, clerk=clerk_token(tablet.clerk.pk), language="zh-hant",
        words=words, signature=signing.signature(tablet.secret, replaying.PURPOSE, words, FORM, body),
    )  # fmt: skip
    received = replaying.take_entry(
        entry, body=body, content_type=FORM, sender=tablet.clerk, now=now
    )
    opening.open_case(received.raw.submission.pk, now=now)
