"""Access tokens on loan: one for all processes, renewed once when it no longer holds."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from channels.errors import NoAnswer
from channels.models import AccountToken, ChannelAccount

# A token that ends while it is in use is asked for anew, so it is taken for shorter.
MARGIN = timedelta(minutes=5)
# So often is asked anew because the account was changed while the other side answered.
_TRIES = 3
# Of the session, for no transaction may be open while the other side is asked; within one that the caller
# has begun it is of that transaction, which ends it whatever happens.
_WHOSE_TURN = "SELECT pg_advisory_{}lock(hashtextextended('access token ' || %s, 0))"
_TURN_OVER = "SELECT pg_advisory_unlock(hashtextextended('access token ' || %s, 0))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """What the other side lends: a token, and for how long.

    `renewed` are secrets that it took back for new ones: by code, what was used and what takes its place.
    """

    token: str
    lasts: timedelta
    renewed: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def token_on_loan(
    account: ChannelAccount,
    ask: Callable[[ChannelAccount], Loan],
    *,
    now: datetime,
    stale: str = "",
) -> str:
    """Give the token in force; `stale` is one that the other side no longer takes.

    One asks for a new one, and the others wait for the answer instead of asking too. `ask` is given the
    account as it is then; its row is free while the other side is asked, so that it can be changed, and
    what was lent for what it was told before is not used. Raises NoAnswer where it changes all the time.
    """
    if token := _in_force(account.pk, now=now, stale=stale):
        return token
    with _alone(account.pk):
        for _each in range(_TRIES):
            if token := _in_force(account.pk, now=now, stale=stale):
                return token
            asking = ChannelAccount.objects.get(pk=account.pk)
            loan = ask(asking)
            if _keep(asking, loan, now=now):
                return loan.token
    raise NoAnswer(why="token: the connection was changed meanwhile")


def _in_force(account_id: int, *, now: datetime, stale: str) -> str:
    """Look with one statement, for each mail and message asks; the row is made where there is none."""
    rows = AccountToken.objects.select_related("account")
    token = rows.get_or_create(pk=account_id)[0].value(now)
    return token if token != stale else ""


@contextmanager
def _alone(account_id: int) -> Iterator[None]:
    """Let one at a time ask for the token of an account."""
    is_within = connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute(_WHOSE_TURN.format("xact_" if is_within else ""), [str(account_id)])
    try:
        yield
    finally:
        if not is_within:
            with connection.cursor() as cursor:
                cursor.execute(_TURN_OVER, [str(account_id)])


@transaction.atomic
def _keep(asked: ChannelAccount, loan: Loan, *, now: datetime) -> bool:
    """Keep what was lent, unless the account has been told something else since it was asked for.

    A renewed secret takes the place of the one that was used, and of no other: what somebody gave meanwhile
    stays.
    """
    row = AccountToken.objects.select_for_update().get(pk=asked.pk)
    locked = ChannelAccount.objects.select_for_update(no_key=True).get(pk=asked.pk)
    secrets = locked.secrets()
    is_as_asked = (locked.values, secrets) == (asked.values, asked.secrets())
    renewed = {
        code: new for code, (used, new) in loan.renewed.items() if secrets.get(code, "") == used
    }
    if renewed:
        locked.write_secrets({**secrets, **renewed})
        locked.save(update_fields=("secrets_sealed",))
    if is_as_asked:
        row.account = locked
        row.write(loan.token, expires_at=now + max(loan.lasts - MARGIN, loan.lasts / 2))
        row.save()
    return is_as_asked
