"""Devices of the counter as the back office sees them: when heard, what they keep, what is missing."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet

from channels.devices import numbers
from channels.devices.numbers import Gap
from channels.models import CounterDevice, DeviceNumber
from feedback_site.organisation.models import User

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceState:
    """One device now; `waiting` are the numbers that it keeps and that have no place yet."""

    device: CounterDevice
    waiting: Sequence[int]
    gaps: Sequence[Gap]

    def is_kept_too_long(self, now: datetime) -> bool:
        """Whether entries lie on it longer than a dead line explains."""
        since = self.device.kept_since
        return bool(self.waiting) and since is not None and since <= now - numbers.KEPT_TOO_LONG

    def overdue(self, now: datetime) -> list[Gap]:
        """Give the gaps that somebody must look for."""
        return [gap for gap in self.gaps if gap.is_overdue(now)]


def devices_seen_by(user: User) -> list[DeviceState]:
    """List this person's devices, those in service first; two statements whatever their number."""
    rows = CounterDevice.objects.visible_to(user).select_related("store", "registered_by")
    return states_of(rows.order_by(F("revoked_at").desc(nulls_first=True), "store", "name")[:MOST])


def troubled(channels: Collection[int]) -> Iterator[DeviceState]:
    """Give the devices of these channels of which something is missing or waits; two statements."""
    rows = CounterDevice.objects.filter(channel__in=channels).filter(
        Q(gapless_to__lt=F("highest")) | Q(gapless_to__lt=F("given_to")) | ~Q(kept=[])
    )
    yield from states_of(rows.select_related("store").order_by("pk"))


def states_of(devices: QuerySet[CounterDevice]) -> list[DeviceState]:
    """Say of each device what is missing of it."""
    found = list(devices)
    came = _came(found)
    return [_state(device, came[device.pk]) for device in found]


def _came(devices: Sequence[CounterDevice]) -> defaultdict[int, dict[int, datetime]]:
    """Give the numbers above each device's mark; for most of them there are none."""
    rows = DeviceNumber.objects.filter(device__in=devices, number__gt=F("device__gapless_to"))
    found: defaultdict[int, dict[int, datetime]] = defaultdict(dict)
    for device_id, number, at in rows.values_list("device", "number", "at"):
        found[device_id][number] = at
    return found


def _state(device: CounterDevice, came: Mapping[int, datetime]) -> DeviceState:
    waiting = [one for one in device.kept if one > device.gapless_to and one not in came]
    gaps = numbers.gaps_of(
        came, gapless_to=device.gapless_to, given_to=device.given_to, kept=set(waiting)
    )
    return DeviceState(device=device, waiting=waiting, gaps=gaps)
