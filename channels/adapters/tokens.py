"""Access tokens on loan: one for all processes, renewed once when it no longer holds."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from channels.models import AccountToken, ChannelAccount

# A token that ends while it is in use is asked for anew, so it is taken for shorter.
MARGIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """What the other side lends: a token, and for how long."""

    token: str
    lasts: timedelta


def token_on_loan(
    account: ChannelAccount, ask: Callable[[], Loan], *, now: datetime, stale: str = ""
) -> str:
    """Give the token in force; `stale` is one that the other side no longer takes.

    Whoever asks for a new one holds its row: the others wait for the answer instead of asking too. What
    `ask` writes is written with the token.
    """
    row, _is_new = AccountToken.objects.get_or_create(account=account)
    if (token := row.value(now)) and token != stale:
        return token
    with transaction.atomic():
        row = AccountToken.objects.select_for_update().get(pk=account.pk)
        row.account = account
        if (token := row.value(now)) and token != stale:
            return token
        loan = ask()
        row.write(loan.token, expires_at=now + max(loan.lasts - MARGIN, loan.lasts / 2))
        row.save()
    return loan.token
