"""Letters by a mail service that takes no passwords: the connection's token, renewed, or what is wrong."""

import pytest
from django.core.cache import cache
from django.utils import translation

from channels.errors import ProbeFailed
from channels.kinds import AccountKind
from channels.mailbox_troubles import advice_on
from channels.models import AccountToken, Channel, KeptMail
from channels.rules.connections import connecting, probing
from channels.rules.outbox import delivery
from feedback_site.organisation.roles import Role
from feedback_site.remembering import forget
from tests.channels.relays import TokenRelay, running
from tests.channels.rules.mailboxes.test_fetching_by_token import TokenServer
from tests.channels.servers import Said, serving
from tests.factories.cases import NOW
from tests.factories.channels import conversation_with
from tests.factories.organisation import posted

pytestmark = pytest.mark.django_db
CARE = "care@shop.example"


@pytest.fixture(autouse=True)
def _fresh(settings):
    settings.MAIL_TRANSPORT, settings.EMAIL_TIMEOUT = "connection", 5
    settings.HTTP_OPEN_NETWORKS = ["127.0.0.0/8"]
    cache.clear()
    forget()
    yield
    cache.clear()
    forget()


@pytest.fixture
def relay():
    with running(TokenRelay(), auth_required=True, auth_require_tls=False) as relay:
        yield relay


@pytest.fixture
def lender(relay):
    lender = TokenServer(relay)
    with serving(lender) as server:
        lender.url = f"{server.url}/token"
        yield lender


@pytest.fixture
def account(relay, lender):
    return connecting.make_account(
        Channel.objects.get(code="mail"), kind=AccountKind.SMTP, name="Out", actor=None, now=NOW,
        values={"host": "127.0.0.1", "port": relay.port, "security": "none", "user": CARE,
                "signs_in": "refresh_token", "token_url": lender.url, "client_id": "app",
                "refresh_token": "refresh-0"},
    )  # fmt: skip


def letter(key):
    talk = conversation_with(f"{key}@example.com")
    row = delivery.tell_customer(talk, template="received", dedup_key=key, now=NOW)
    return delivery.deliver(row.pk, now=NOW)


def test_letters_go_out_by_the_token_which_is_renewed_once_where_it_is_taken_back(
    relay, lender, account
):
    first = letter("one")
    relay.tokens = set()
    second = letter("two")

    assert [row.state for row in (first, second)] == ["sent", "sent"]
    assert relay.shown == [f"user={CARE}\1auth=Bearer token-{n}\1\1" for n in (1, 1, 2)]
    assert (len(lender.forms), relay.last_lines) == (2, [b""])
    assert [mail.mail_from for mail in relay.mails] == [CARE, CARE]
    assert all(CARE in mail["From"] for mail in relay.parsed)
    assert all("fb" in mail["Reply-To"] for mail in relay.parsed)
    account.refresh_from_db()
    assert (account.failures, account.worked_at) == (0, NOW)
    assert b"token-2" not in bytes(AccountToken.objects.get().token_sealed)


@pytest.mark.parametrize(
    ("refuses", "error", "advice"),
    [
        (None, "535, it does not let us send", "Check user name and password or, with OAuth 2"),
        (Said.of({"error": "invalid_grant"}, 400), "the token address says invalid_grant",
         "The refresh token no longer holds"),
        (Said(503), "token: HTTP 503", ""),
    ],
)  # fmt: skip
def test_who_is_not_let_in_says_so_on_the_connection_and_loses_no_letter(
    relay, lender, account, refuses, error, advice
):
    lender.refuses = refuses
    lender.world = TokenRelay()  # whatever is lent, this relay does not take
    with translation.override("en"):
        rows = [letter("one"), letter("two")]
        account.refresh_from_db()
        told = advice_on(account.error, is_out=True)

    assert [row.state for row in rows] == ["pending", "pending"]
    assert error in account.error
    assert told.startswith(advice)
    assert bool(told) == bool(advice)
    assert "letters wait in the outbox" in told or not advice
    assert relay.mails == []
    # After a refusal nobody knocks again for a moment, and what is wrong stays said.
    assert account.failures == 1


@pytest.mark.parametrize(
    "words",
    [
        "550 5.4.5 Daily user sending limit exceeded.",
        "550 5.1.90 Your message can't be sent because you've reached your daily limit",
        "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException",
    ],
)
def test_a_mailbox_that_has_sent_all_of_a_day_is_waited_for(relay, account, words):
    async def full(*_asked):
        return words

    relay.handle_DATA = full

    row = letter("one")

    account.refresh_from_db()
    assert (row.state, account.failures) == ("pending", 1)
    assert "as much mail as is allowed in a day" in account.error


def test_a_test_signs_in_and_sends_nothing(relay, lender, account):
    administrator = posted(Role.ADMINISTRATOR)

    probing.try_out(account.pk, actor=administrator, now=NOW)
    relay.tokens = set()
    probing.try_out(account.pk, actor=administrator, now=NOW)
    lender.world, relay.tokens = TokenRelay(), set()
    with pytest.raises(ProbeFailed):
        probing.try_out(account.pk, actor=administrator, now=NOW)

    account.refresh_from_db()
    assert (len(lender.forms), relay.mails, account.failures) == (3, [], 1)


def test_a_site_that_keeps_its_mail_keeps_it_and_one_without_a_connection_waits(
    relay, account, settings
):
    settings.MAIL_TRANSPORT = "kept"
    kept = letter("one")
    settings.MAIL_TRANSPORT = "connection"
    account.is_active = False
    account.save()
    forget()
    waiting = letter("two")

    assert (kept.state, waiting.state, relay.mails) == ("sent", "pending", [])
    assert KeptMail.objects.count() == 1
    assert "no connection for outgoing mail" in waiting.last_error
