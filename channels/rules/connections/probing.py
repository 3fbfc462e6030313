"""Try whether a connection works, when somebody asks."""

from datetime import datetime

from django.db import transaction

from channels.adapters import probe_for
from channels.adapters.email.topics import Notice, confirm
from channels.errors import ChannelError, ForbiddenAddress, NoAnswer, ProbeFailed
from channels.kinds import AccountKind
from channels.models import ChannelAccount
from channels.rules.connections.connecting import note_failure, note_success
from feedback_site.ledger.rules.recording import Entry, name_of, record
from feedback_site.organisation.models import User


def confirm_topic(account: ChannelAccount, notice: Notice, *, now: datetime) -> None:
    """Tell a topic that it may publish mail to us, and keep how that went; it may ask again any time.

    Raises ProbeFailed where it does not take that, NoAnswer.
    """
    try:
        confirm(notice)
    except (ProbeFailed, NoAnswer) as error:
        note_failure(account, str(error), now=now)
        raise
    with transaction.atomic():
        note_success(account, now=now)
        record([Entry(verb="account.topic_confirmed", subject=f"account:{account.pk}")], now=now)


def try_out(account_id: int, *, actor: User, now: datetime) -> int | None:
    """Talk to the other side, keep how that went, and give how many messages lie there, where that is told.

    Raises ProbeFailed, NoAnswer, ForbiddenAddress as the other side answers, ChannelError for kinds
    that cannot be tried out.
    """
    account = ChannelAccount.objects.get(pk=account_id)
    probe = probe_for(AccountKind(account.kind))
    if probe is None:
        raise ChannelError
    entry = Entry(verb="account.tried", subject=f"account:{account.pk}", actor=name_of(actor))
    record([entry], now=now)
    try:
        lying = probe(account, now=now)
    except (ProbeFailed, NoAnswer, ForbiddenAddress) as error:
        note_failure(account, str(error), now=now)
        raise
    note_success(account, now=now)
    return lying
