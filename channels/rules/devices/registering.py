"""Devices of the counter: set up once, renamed, taken out of service, put back."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from channels.devices.signing import new_secret
from channels.errors import UnknownDevice
from channels.models import Channel, CounterDevice
from feedback_site.errors import NotAllowed
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import Store, User
from feedback_site.organisation.roles import Ability


@transaction.atomic
def register_device(
    channel: Channel, *, store: Store, name: str, actor: User, now: datetime
) -> tuple[CounterDevice, str]:
    """Register the device in front of somebody, and give it with its secret, told this once.

    Raises NotAllowed where they supervise nothing, or not this store.
    """
    _require(actor)
    if not (actor.reach.everything or actor.reach.departments or store.pk in actor.reach.stores):
        raise NotAllowed
    secret = new_secret()
    device = CounterDevice(
        channel=channel, store=store, name=_named(name, store), registered_at=now, registered_by=actor,
        seen_at=now,
    )  # fmt: skip
    device.write_secret(secret)
    device.save(force_insert=True)
    _record("device.registered", device, actor=actor, now=now)
    return device, secret


def rename_device(device_id: int, *, name: str, actor: User, now: datetime) -> CounterDevice:
    """Call a device otherwise. Raises NotAllowed, UnknownDevice."""

    def rename(device: CounterDevice) -> None:
        device.name = _named(name, device.store)

    return _change(device_id, "device.renamed", rename, actor=actor, now=now)


def revoke_device(device_id: int, *, actor: User, now: datetime) -> CounterDevice:
    """Take nothing from a device any more; what it keeps stays on it. Raises NotAllowed, UnknownDevice."""

    def revoke(device: CounterDevice) -> None:
        if device.revoked_at is None:
            device.revoked_at, device.revoked_by = now, actor

    return _change(device_id, "device.revoked", revoke, actor=actor, now=now)


def reinstate_device(device_id: int, *, actor: User, now: datetime) -> CounterDevice:
    """Take again what a device sends: it was found. Raises NotAllowed, UnknownDevice."""

    def reinstate(device: CounterDevice) -> None:
        device.revoked_at = device.revoked_by = None

    return _change(device_id, "device.reinstated", reinstate, actor=actor, now=now)


def locked_device(device_id: int, actor: User) -> CounterDevice:
    """Lock a device that this person answers for; the caller holds the transaction.

    Raises NotAllowed, UnknownDevice.
    """
    _require(actor)
    rows = CounterDevice.objects.visible_to(actor).select_related("store")
    device = rows.select_for_update(of=("self",)).filter(pk=device_id).first()
    if device is None:
        raise UnknownDevice
    return device


@transaction.atomic
def _change(
    device_id: int, verb: str, change: Callable[[CounterDevice], None], *, actor: User, now: datetime
) -> CounterDevice:  # fmt: skip
    device = locked_device(device_id, actor)
    change(device)
    device.save(update_fields=("name", "revoked_at", "revoked_by"))
    _record(verb, device, actor=actor, now=now)
    return device


def _require(actor: User) -> None:
    if not actor.can(Ability.SUPERVISE):
        raise NotAllowed


def _named(name: str, store: Store) -> str:
    return " ".join(name.split())[:80] or store.name[:80]


def _record(verb: str, device: CounterDevice, *, actor: User, now: datetime) -> None:
    entry = Entry(
        verb=verb, subject=f"device:{device.pk}", actor=name_of(actor),
        body={"name": device.name, "store": device.store.code},
    )  # fmt: skip
    record([entry], now=now)
