"""Proving: whoever reads what goes to an address or number is shown what its customers told us.

A code goes to the address or number where a customer is known by it, and nowhere else; what the visitor is
told, and what is done while they wait, is the same for everybody. Why so, and whose cases are shown:
docs/decisions/0034; why a number shows less than a mailbox: docs/decisions/0051.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from channels import one_time_codes
from channels.contacts import mailbox_of, masked, normal, normal_phone
from channels.errors import CodeRefused, TooManyCodes, TooManyTries
from channels.kinds import ContactKind, ContactProof
from channels.models import ContactPoint, Customer, Submission
from channels.models.customer import CustomerQuerySet
from channels.rules.customers.identifying import confirm
from channels.rules.outbox.enqueuing import write_to_known
from channels.signs import SignKind, kind_of, signs_of
from feedback_site.floods.gates import Gate
from feedback_site.ledger.rules.recording import Entry, record
from feedback_site.privacy.sealing import blind_index

# Nobody needs a sixth letter in an hour; each lets five guesses of a million be made.
FOR_ONE, FOR_ONE_A_DAY = (
    Gate(name="code_to", limit=5, seconds=3600),
    Gate(name="code_to_day", limit=15, seconds=86_400),
)
# A text costs money, and somebody may earn by it.
TEXTS_FOR_ONE, TEXTS_FOR_ONE_A_DAY = (
    Gate(name="text_code_to", limit=3, seconds=3600),
    Gate(name="text_code_to_day", limit=6, seconds=86_400),
)
TEXTS_BY_ONE = Gate(name="text_code_by", limit=6, seconds=3600)
# A family, or a shop's own wireless network.
BY_ONE = Gate(name="code_by", limit=20, seconds=600)
TRIES = Gate(name="code_tries", limit=5, seconds=3600)
_ONCE = Gate(name="code_used", limit=1, seconds=86_400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A mail address or number as a session may keep it: by what it is found, and enough to recognise it."""

    index: str
    sign: int
    masked: str
    kind: ContactKind = ContactKind.EMAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One code that was asked for; `drawn` is what it is derived from."""

    address: Address
    drawn: str
    asked_at: datetime


def ask_code(
    value: str, *, language: str, source: str, now: datetime,
    kind: ContactKind = ContactKind.EMAIL,
) -> Asking:  # fmt: skip
    """Send a code to this address or number if a customer is known by it; the answer does not tell.

    Raises TooManyCodes where too many were asked for, for this mailbox or number or by this source.
    """
    # The source first: whoever is refused must not use up the letters of somebody else's mailbox.
    gates = (BY_ONE, TEXTS_BY_ONE) if kind == ContactKind.PHONE else (BY_ONE,)
    if shut := [gate for gate in gates if not gate.admits(source, now=now)]:
        raise TooManyCodes(seconds=max(gate.opens_in(now) for gate in shut))
    asking = Asking(address=_address(kind, value), drawn=one_time_codes.draw(), asked_at=now)
    if full := _count_and_write(asking, value, language=language):
        raise TooManyCodes(seconds=max(gate.opens_in(now) for gate in full))
    return asking


@transaction.atomic
def _count_and_write(asking: Asking, value: str, *, language: str) -> Sequence[Gate]:
    """Count a letter to this mailbox or number and put it into the outbox; give the gates that are shut.

    In one transaction, which the count always changes: one that changed nothing would be kept sooner, and
    the time of the answer would tell who is known.
    """
    now, kind = asking.asked_at, asking.address.kind
    is_text = kind == ContactKind.PHONE
    gates = (TEXTS_FOR_ONE, TEXTS_FOR_ONE_A_DAY) if is_text else (FOR_ONE, FOR_ONE_A_DAY)
    counted = normal_phone(value) if is_text else mailbox_of(value)
    victim = blind_index("mailbox", counted).hex()[:32]
    full = [gate for gate in gates if not gate.admits(victim, now=now)]
    if not full:
        write_to_known(
            kind, bytes.fromhex(asking.address.index),
            template="sign_in_code", dedup_key=f"code:{asking.drawn}", language=language,
            context={"drawn": asking.drawn}, now=now,
        )  # fmt: skip
    return full


def prove(asking: Asking, typed: str, *, now: datetime) -> Address:
    """Take a code, once, and give the address that it proves; counted whatever comes of it.

    Raises CodeRefused for a wrong, used or old one, TooManyTries after the fifth try of one asking.
    """
    if not TRIES.admits(asking.drawn, now=now):
        raise TooManyTries
    if now >= asking.asked_at + one_time_codes.VALID_FOR:
        raise CodeRefused
    if not one_time_codes.fits(asking.drawn, typed) or not _ONCE.admits(asking.drawn, now=now):
        raise CodeRefused
    _sign_in(asking.address, now=now)
    return asking.address


def is_waited_for(asking: Asking | None, *, now: datetime) -> bool:
    """Whether a code was asked for that may still be typed."""
    return asking is not None and now < asking.asked_at + one_time_codes.VALID_FOR


def end(addresses: Sequence[Address], *, now: datetime) -> None:
    """Note that somebody shut what they had opened with codes."""
    _note("customer.signed_out", addresses, now=now)


def told_from(addresses: Sequence[Address]) -> "QuerySet[Submission]":
    """Keep what we were told by the customers of proven addresses, and where these were stated to answer to.

    Of a conversation in which an address was merely stated its reader sees that one: there our letters went.
    """
    stated = ContactPoint.objects.filter(
        claim_index__in=[bytes.fromhex(address.index) for address in addresses],
        value_sealed__isnull=False,
    )
    told = Submission.objects.order_by()
    known = told.filter(customer__in=customers_of(addresses).values("pk")).values("pk")
    claimed = told.filter(conversation__in=stated.values("claimed_in__conversation")).values("pk")
    # Two questions, each along an index of its own; one with “or” would read every submission.
    return Submission.objects.filter(pk__in=known.union(claimed))


def customers_of(addresses: Sequence[Address]) -> CustomerQuerySet:
    """Keep the customers who are known by a proven address, or gave it and are one person with these.

    A merge alone shows nothing: whoever was merged by mistake has not given this address.
    """
    signs = [address.sign for address in addresses]
    owners = list(_owners(addresses).values_list("pk", "person"))
    heads = {person or pk for pk, person in owners}
    same = Customer.objects.same_person(heads).filter(signs__signs__overlap=signs)
    # Read first: an “or” over what is yet to be found would read every customer, and every submission.
    known = {pk for pk, _person in owners} | set(same.values_list("pk", flat=True))
    return Customer.objects.filter(pk__in=known)


def _owners(addresses: Sequence[Address]) -> CustomerQuerySet:
    """Whoever is known by an address; by a number only where something had shown that it is theirs.

    What was merely typed before contacts were confirmed may be a stranger's number.
    """
    by_kind = {
        kind: [bytes.fromhex(one.index) for one in addresses if one.kind == kind]
        for kind in (ContactKind.EMAIL, ContactKind.PHONE)
    }
    of_mail = Q(kind=ContactKind.EMAIL, value_index__in=by_kind[ContactKind.EMAIL])
    of_phone = Q(kind=ContactKind.PHONE, value_index__in=by_kind[ContactKind.PHONE])
    points = ContactPoint.objects.filter(
        of_mail | of_phone & ~Q(proof__in=("", ContactProof.EARLIER)), value_sealed__isnull=False
    )
    return Customer.objects.filter(pk__in=points.values("customer"))


def _address(kind: ContactKind, value: str) -> Address:
    wanted = SignKind.PHONE if kind == ContactKind.PHONE else SignKind.MAILBOX
    sign = next(one for one in signs_of("", [(kind, value)]) if kind_of(one) == wanted)
    return Address(
        index=ContactPoint.index_of(kind, value).hex(), sign=sign,
        masked=masked(kind, normal(kind, value)), kind=kind,
    )  # fmt: skip


@transaction.atomic
def _sign_in(address: Address, *, now: datetime) -> None:
    """Whoever typed the code reads what goes to that address: the customer known by it is proven."""
    _note("customer.signed_in", [address], now=now)
    for customer_id in _owners([address]).values_list("pk", flat=True):
        confirm(
            address.kind, bytes.fromhex(address.index), ContactProof.CODE,
            customer_id=customer_id, now=now,
        )  # fmt: skip


@transaction.atomic
def _note(verb: str, addresses: Sequence[Address], *, now: datetime) -> None:
    entries = [
        Entry(verb=verb, subject=f"customer:{pk}", actor="customer")
        for pk in _owners(addresses).order_by("pk").values_list("pk", flat=True)
    ]
    if entries:
        record(entries, now=now)
