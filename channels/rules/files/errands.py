"""Run the errands: fetch the files that messengers hold for us, and the names of who wrote."""

from datetime import datetime, timedelta

from django.db import transaction

from channels.adapters import adapter_for, fetcher_for
from channels.contacts import read_handle
from channels.drafts import FileDraft
from channels.errors import (
    AnswerTooLarge,
    DeliveryDelayed,
    FileGone,
    FilesAway,
    ForbiddenAddress,
    NoAnswer,
    UnreadableIntake,
)  # fmt: skip
from channels.kinds import ChannelKind, FileProblem
from channels.models import ChannelAccount, Customer, Errand, RawIntake
from channels.rules.connections.connecting import note_failure
from channels.rules.customers.signing import add_signs
from channels.rules.files.attaching import fill, prepare
from channels.signs import signs_of
from feedback_site.privacy.sealing import CannotUnseal

# Longer than a token, a file and the address it may lead to take together.
LEASE = timedelta(minutes=2)
# 15 s, 30 s, 1 min … 2 h: forty tries are about three days, as long as WeChat keeps anything.
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=2)
MOST_ATTEMPTS = 40


def run_errands(*, now: datetime, limit: int) -> int:
    """Run up to `limit` errands that are due, earliest first, and give how many were tried.

    Must not run inside a transaction: the claim is committed before anything is asked.
    """
    for tried in range(limit):
        errand = _claim(now=now)
        if errand is None:
            return tried
        _run(errand, now=now)
    return limit


def _claim(*, now: datetime) -> Errand | None:
    with transaction.atomic(durable=True):
        errand = (
            Errand.objects.due(now)
            .select_related("message__raw__channel", "message__conversation", "attachment")
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("due_at")
            .first()
        )
        if errand is not None:
            errand.leased_until = now + LEASE
            errand.attempts += 1
            errand.save(update_fields=["leased_until", "attempts"])
        return errand


def _run(errand: Errand, *, now: datetime) -> None:
    raw = errand.message.raw
    account = _account_of(raw)
    if raw is None or account is None:
        _give_up(errand, FileProblem.GONE)
        return
    try:
        if errand.attachment is None:
            _name(errand, raw, account, now=now)
        else:
            _keep(errand, _fetch(errand, raw, account, now=now))
    except (NoAnswer, DeliveryDelayed, FilesAway) as error:
        if isinstance(error, DeliveryDelayed):
            note_failure(account, str(error), now=now)
        _postpone(errand, str(error), now=now)
    except AnswerTooLarge:
        _give_up(errand, FileProblem.TOGETHER_TOO_LARGE)
    except (FileGone, ForbiddenAddress, CannotUnseal, UnreadableIntake):
        _give_up(errand, FileProblem.GONE)


def _account_of(raw: RawIntake | None) -> ChannelAccount | None:
    known = raw.context.get("account") if raw is not None else None
    return ChannelAccount.objects.filter(pk=known).first() if known else None


def _fetch(errand: Errand, raw: RawIntake, account: ChannelAccount, *, now: datetime) -> FileDraft:
    kind = ChannelKind(raw.channel.kind)
    media = adapter_for(kind).read(raw, raw.bytes()).media
    if errand.position >= len(media):
        # The mapping was changed since; the address is no longer where it was.
        raise FileGone(why="it is no longer named")
    return fetcher_for(kind).fetch(account, media[errand.position], now=now)


def _keep(errand: Errand, file: FileDraft) -> None:
    (prepared,) = prepare([file])
    with transaction.atomic():
        ours = _still_ours(errand)
        if ours is not None and ours.attachment is not None:
            fill(ours.attachment, file, prepared)
            ours.delete()


def _name(errand: Errand, raw: RawIntake, account: ChannelAccount, *, now: datetime) -> None:
    """Write the name of a customer who has none yet; what the shop calls them stays."""
    kind = ChannelKind(raw.channel.kind)
    _account, user = read_handle(adapter_for(kind).read(raw, raw.bytes()).person.handle)
    name = fetcher_for(kind).name_of(account, user, now=now)
    with transaction.atomic():
        customer = (
            Customer.objects.select_for_update()
            .filter(pk=errand.message.conversation.customer_id or 0)
            .first()
        )
        if name and customer and customer.wrapped_key is not None and not customer.name_masked:
            customer.write_name(" ".join(name.split())[:80])
            customer.save(update_fields=["name_sealed", "name_masked", "name_index"])
            add_signs(customer.pk, signs_of(name, []))
        Errand.objects.filter(pk=errand.pk).delete()


def _postpone(errand: Errand, why: str, *, now: datetime) -> None:
    if errand.attempts >= MOST_ATTEMPTS:
        _give_up(errand, FileProblem.GONE)
        return
    pause = min(FIRST_PAUSE * 2 ** min(errand.attempts - 1, 16), LONGEST_PAUSE)
    Errand.objects.filter(pk=errand.pk, attempts=errand.attempts).update(
        due_at=now + pause, leased_until=None, last_error=why[:250]
    )


@transaction.atomic
def _give_up(errand: Errand, problem: FileProblem) -> None:
    ours = _still_ours(errand)
    if ours is None:
        return
    if ours.attachment is not None:
        ours.attachment.problem = problem
        ours.attachment.save(update_fields=["problem"])
    ours.delete()


def _still_ours(errand: Errand) -> Errand | None:
    """Lock an errand, unless a later claim has it, or its message was taken back."""
    return (
        Errand.objects.select_for_update(of=("self",))
        .select_related("attachment")
        .filter(pk=errand.pk, attempts=errand.attempts)
        .first()
    )
