"""Mailboxes, read in real IMAP conversations: nothing lost, nothing twice, whatever happens between."""

from datetime import timedelta

import pytest
from django.utils import translation

from channels.kinds import AccountKind, Disposition, IntakeState
from channels.models import Channel, ChannelAccount, Mailbox, RawIntake, SeenMail, Submission
from channels.rules.connections import connecting
from channels.rules.mailboxes import fetching
from feedback_site.organisation.roles import Role
from tests.channels.imap.certificate import made
from tests.channels.imap.server import Folder, MailServer, serving
from tests.factories.cases import NOW
from tests.factories.organisation import posted
from tests.side_by_side import at_once

pytestmark = pytest.mark.django_db(transaction=True)
HANDLED, FAILED = "Feedback handled", "Feedback failed"


def mail(number, text="相片偏黃，請重印。"):
    return (
        f"From: Mei <mei@example.com>\r\nTo: care@feedback.example.com\r\nSubject: photo {number}\r\n"
        f"Message-ID: <{number}@mail.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


def account_at(port, *, name="Care", **values):
    return connecting.make_account(
        Channel.objects.get(code="mail"), kind=AccountKind.IMAP, name=name, actor=None, now=NOW,
        values={"host": "127.0.0.1", "port": port, "security": "none", "user": "care",
                "password": "secret words", **values},
    )  # fmt: skip


@pytest.fixture
def world():
    return MailServer()


@pytest.fixture
def port(world):
    with serving(world) as port:
        yield port


@pytest.fixture
def account(port):
    return account_at(port)


def look(account, minutes=0, **how):
    return fetching.fetch_now(account.pk, now=NOW + timedelta(minutes=minutes), **how)


def subjects():
    return sorted(RawIntake.objects.values_list("conversation__submission__title", flat=True))


def test_mail_is_taken_in_and_put_aside(world, account):
    for number in (1, 2):
        world.deliver(mail(number))

    found = look(account)

    assert (found.stored, found.known, found.failed) == (2, 0, 0)
    assert subjects() == ["photo 1", "photo 2"]
    assert world.texts("INBOX") == []
    assert world.texts(HANDLED) == [mail(1), mail(2)]
    assert RawIntake.objects.first().bytes() == mail(1)
    account.refresh_from_db()
    assert (account.worked_at, account.failures, account.cursor) == (
        NOW, 0,
        {"begun": NOW.isoformat(), "uid_validity": 1, "up_to": 2, "left": 0, "folder": "INBOX",
         "server": "care@127.0.0.1", "era": 0},
    )  # fmt: skip


def test_mail_that_stays_where_it_is_is_fetched_once(world, port):
    account = account_at(port, handled_folder="", failed_folder="")
    world.deliver(mail(1))
    look(account)
    world.deliver(mail(2))

    assert look(account, 1).stored == 1
    assert look(account, 2).stored == 0
    assert world.fetched == [1, 2]
    assert len(world.texts("INBOX")) == 2


@pytest.mark.parametrize("can_move", [True, False])
def test_moving_by_move_or_by_copy_and_delete(world, account, can_move):
    world.can_move = can_move
    world.deliver(mail(1))

    look(account)

    assert (world.texts("INBOX"), world.texts(HANDLED)) == ([], [mail(1)])
    assert ("UID_MOVE" in world.commands) == can_move


def test_where_moving_fails_nothing_is_doubled_and_it_is_moved_later(world, account):
    world.deliver(mail(1))
    world.refuse_move = True
    look(account)
    assert (len(world.texts("INBOX")), RawIntake.objects.count()) == (1, 1)

    look(account, 1)
    assert world.fetched == [1]
    world.refuse_move = False
    look(account, 2)

    assert (world.texts("INBOX"), world.texts(HANDLED)) == ([], [mail(1)])
    assert (world.fetched, RawIntake.objects.count()) == ([1], 1)


def test_a_server_that_makes_no_folders_still_gives_its_mail(world, account):
    world.refuse_create = True
    world.deliver(mail(1))

    assert look(account).stored == 1
    assert len(world.texts("INBOX")) == 1


def test_a_folder_numbered_anew_is_read_again_without_doubling(world, port):
    account = account_at(port, handled_folder="", failed_folder="")
    world.deliver(mail(1))
    world.deliver(mail(2))
    look(account)
    world.renumber()
    world.deliver(mail(3))

    found = look(account, 1)

    assert (found.stored, found.known) == (1, 2)
    assert subjects() == ["photo 1", "photo 2", "photo 3"]
    account.refresh_from_db()
    assert (account.cursor["uid_validity"], account.cursor["up_to"]) == (2, 3)


def test_the_same_mail_twice_in_the_mailbox_is_one_item(world, account):
    world.deliver(mail(1))
    world.deliver(mail(1))

    found = look(account)

    assert (found.stored, found.known) == (1, 1)
    assert len(world.texts(HANDLED)) == 2


def test_two_bodies_under_one_message_id_are_two_items(world, account):
    world.deliver(mail(1))
    world.deliver(mail(1, text="另一件事"))

    assert look(account).stored == 2


def test_a_line_cut_between_fetch_and_store_loses_and_doubles_nothing(world, account):
    for number in range(1, 6):
        world.deliver(mail(number))
    world.kill_at = {3: 1}

    assert look(account).stored == 2
    account.refresh_from_db()
    assert (account.failures, "cut" in account.error) == (1, True)
    assert look(account, 1).stored == 3

    assert subjects() == [f"photo {number}" for number in range(1, 6)]
    assert world.texts("INBOX") == []
    account.refresh_from_db()
    assert account.failures == 0


def test_a_message_that_kills_each_conversation_lets_those_behind_it_pass(world, account):
    for number in range(1, 5):
        world.deliver(mail(number))
    world.kill_at = {1: 99}

    look(account)
    look(account, 1)
    assert subjects() == ["photo 2", "photo 3", "photo 4"]
    look(account, 2)

    assert world.texts("INBOX") == [mail(1)]
    assert sorted(world.texts(HANDLED)) == [mail(2), mail(3), mail(4)]


def test_a_line_that_is_cut_at_once_again_and_again_is_not_held_against_a_message(world, account):
    world.deliver(mail(1))
    world.kill_at = {1: 7}
    for minutes in range(7):
        look(account, minutes)
    assert SeenMail.objects.get().attempts == 7

    assert look(account, 8).stored == 1


def test_a_message_that_cuts_a_line_which_carried_others_is_given_up(world, account):
    world.kill_at = {1: 99}
    world.deliver(mail(1))
    for number in range(2, 8):
        world.deliver(mail(number))
        look(account, number)
    fetched = list(world.fetched)

    look(account, 9)
    assert world.fetched == fetched
    assert subjects() == [f"photo {number}" for number in range(2, 8)]


def test_a_message_that_cannot_be_fetched_is_given_up_after_five_tries_and_named(world, account):
    world.refuse_fetch = {1}
    world.deliver(mail(1))
    world.deliver(mail(2))

    with translation.override("en"):
        for minutes in range(7):
            look(account, minutes)

    seen = SeenMail.objects.get(uid=1)
    assert (seen.raw, seen.attempts, seen.error) == (None, 5, "The mail server refused: fetch: NO")
    assert subjects() == ["photo 2"]
    account.refresh_from_db()
    assert account.cursor["up_to"] == 1  # the other has left the folder
    world.refuse_fetch = set()
    look(account, 8, from_start=True)
    assert subjects() == ["photo 1", "photo 2"]


def test_what_cannot_be_read_is_kept_and_goes_to_the_failed(world, account):
    world.deliver(b"Subject: \r\nFrom: a@b.example\r\n\r\n")
    world.deliver(mail(2))

    look(account)

    assert list(RawIntake.objects.order_by("pk").values_list("state", flat=True)) == [
        IntakeState.FAILED, IntakeState.DONE,
    ]  # fmt: skip
    assert (len(world.texts(FAILED)), len(world.texts(HANDLED))) == (1, 1)


def test_of_a_mail_beyond_all_measure_the_beginning_is_read_and_the_whole_kept(
    world, account, monkeypatch
):
    monkeypatch.setattr(fetching, "LARGEST", 50_000)
    monkeypatch.setattr(fetching, "HEAD_OF_LARGER", 5_000)
    large = mail(1, text="很大的信\r\n" + "x" * 200_000)
    world.deliver(large)

    look(account)

    raw = RawIntake.objects.get()
    assert (raw.size, raw.context["size"], raw.disposition) == (
        5_000, len(large), Disposition.OPENED,
    )  # fmt: skip
    assert world.texts(FAILED) == [large]


def test_a_message_that_somebody_took_away_meanwhile_is_no_failure(world, account, monkeypatch):
    world.deliver(mail(1))
    lying = fetching.Conversation.lying

    def taken_away(self, uids):
        found = lying(self, uids)
        if SeenMail.objects.exists():  # written down, and about to be fetched
            world.inbox.messages.clear()
        return found

    monkeypatch.setattr(fetching.Conversation, "lying", taken_away)

    assert look(account).failed == 0
    assert (SeenMail.objects.get().error, RawIntake.objects.count()) == ("gone", 0)


@pytest.mark.parametrize(
    ("values", "why"),
    [({"password": "wrong"}, "user name or password"), ({"folder": "Nowhere"}, "open"),
     ({"host": "192.0.2.1"}, "without encryption only on this machine")],
)  # fmt: skip
def test_what_is_set_up_wrongly_is_told_and_waits_longer_each_time(world, port, values, why):
    account = account_at(port, **values)

    with translation.override("en"):
        for minutes in (0, 1, 2):
            look(account, minutes)

    account.refresh_from_db()
    assert (account.failures, account.error) == (3, f"The mail server refused: {why}")
    assert Mailbox.objects.get().due_at == NOW + timedelta(minutes=2 + 8)
    assert not RawIntake.objects.exists()


def test_a_server_that_is_away_is_told(account, port):
    ChannelAccount.objects.update(values={**account.values, "port": 1})

    look(account)

    account.refresh_from_db()
    assert (account.failures, "ConnectionRefusedError" in account.error) == (1, True)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_encrypted_and_the_certificate_is_checked(security):
    context, authority = made()
    world = MailServer(**{security: context})
    world.deliver(mail(1))
    with serving(world) as port:
        trusting = account_at(port, security=security, authority=authority)
        doubting = account_at(port, name="Other", security=security)
        assert look(doubting).stored == 0
        assert look(trusting).stored == 1
    doubting.refresh_from_db()
    assert "SSLCertVerificationError" in doubting.error


BEFORE = NOW - timedelta(days=3)


def test_what_lay_there_before_stays_untouched_and_what_was_moved_there_is_taken(world, port):
    account = account_at(port, handled_folder="", failed_folder="")
    for number in (1, 2):
        world.deliver(mail(number), arrived=BEFORE)
    world.deliver(mail(3), arrived=NOW - timedelta(minutes=1))

    assert (look(account).stored, world.fetched) == (1, [3])
    world.deliver(mail(4), arrived=BEFORE)
    assert look(account, 1).stored == 1
    world.renumber()
    look(account, 2)
    assert fetching.recount(now=NOW + timedelta(minutes=10)) == []

    assert subjects() == ["photo 3", "photo 4"]


def test_a_mailbox_moved_to_another_folder_and_back_loses_and_doubles_nothing(world, port):
    """The other folder has the same UIDVALIDITY and the same UIDs, as folders of some servers do."""
    account = account_at(port, handled_folder="", failed_folder="")
    world.folders["Shop"] = Folder(validity=1)
    for number, folder, arrived in ((1, "INBOX", NOW), (2, "INBOX", NOW), (3, "Shop", BEFORE)):
        world.deliver(mail(number), folder=folder, arrived=arrived)
    for number in (2, 4):
        world.deliver(mail(number), folder="Shop")
    assert look(account).stored == 2

    moved(account, folder="Shop")
    found = look(account, 1)
    assert (found.stored, found.known) == (1, 1)
    world.deliver(mail(5))
    moved(account, folder="INBOX")
    assert (look(account, 2).stored, look(account, 3).stored) == (1, 0)

    assert subjects() == [f"photo {number}" for number in (1, 2, 4, 5)]
    assert world.fetched == [1, 2, 2, 3, 3]


def test_a_mailbox_moved_to_another_server_takes_what_has_the_same_names_there(world, port):
    account = account_at(port, handled_folder="", failed_folder="")
    for number in (1, 2):
        world.deliver(mail(number))
    look(account)
    elsewhere = MailServer()
    for number in (2, 3):
        elsewhere.deliver(mail(number))

    with serving(elsewhere) as other:
        moved(account, port=other, user="shop")
        found = look(account, 1)
        assert (found.stored, found.known) == (1, 1)
        assert look(account, 2).stored == 0

    assert elsewhere.fetched == [1, 2]
    assert subjects() == ["photo 1", "photo 2", "photo 3"]
    assert fetching.recount(now=NOW + timedelta(minutes=10)) == []


def moved(account, **values):
    connecting.change_account(
        account.pk, name="Care", is_active=True, values=values, actor=posted(Role.ADMINISTRATOR),
        now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("how", ["at once", "afterwards"])
def test_everything_is_taken_in_where_somebody_says_so(world, port, how):
    account = account_at(port, start="all" if how == "at once" else "now")
    world.deliver(mail(1), arrived=BEFORE)
    if how == "afterwards":
        assert look(account).stored == 0
        connecting.change_account(
            account.pk, name="Care", is_active=True, values={"start": "all"},
            actor=posted(Role.ADMINISTRATOR), now=NOW,
        )  # fmt: skip

    look(account, 1)

    # Whoever wrote long before is answered from now on: nobody promised them anything then.
    assert subjects() == ["photo 1"]
    assert Submission.objects.get().captured_at == NOW + timedelta(minutes=1)


@pytest.mark.parametrize(("arrived", "counts"), [(50, 50), (-40, 60), (70, 60)])
def test_limits_count_from_when_our_own_server_took_a_mail(world, port, arrived, counts):
    """Not from the Date that its sender wrote; nor from before the connection was made, or from later."""
    account = account_at(port, start="all")
    dated = b"Date: Mon, 04 May 2026 01:00:00 +0000\r\n" + mail(1)
    world.deliver(dated, arrived=NOW + timedelta(minutes=arrived))

    look(account, 60)

    assert Submission.objects.get().captured_at == NOW + timedelta(minutes=counts)


def test_several_mailboxes_each_in_its_turn(world, account):
    second = MailServer()
    world.deliver(mail(1))
    second.deliver(mail(2))
    with serving(second) as port:
        account_at(port, name="Second")
        stored = [found.stored for found in iter(lambda: fetching.fetch_next(now=NOW), None)]

    assert stored == [1, 1]
    assert fetching.fetch_next(now=NOW + timedelta(seconds=59)) is None
    assert fetching.fetch_next(now=NOW + timedelta(seconds=60)) is not None


def test_a_mailbox_that_is_switched_off_is_left_alone(world, account):
    world.deliver(mail(1))
    ChannelAccount.objects.update(is_active=False)

    assert (look(account), fetching.fetch_next(now=NOW)) == (None, None)
    assert not RawIntake.objects.exists()


def test_two_workers_never_read_one_mailbox_at_once(world, account):
    for number in range(30):
        world.deliver(mail(number))

    found = at_once(4, lambda _n: fetching.fetch_next(now=NOW))

    assert sorted(one.stored for one in found if one) == [30]
    assert sorted(world.fetched) == list(range(1, 31))


def test_a_reader_that_died_is_followed_by_another_when_its_lease_ran_out(world, account):
    world.deliver(mail(1))
    Mailbox.objects.create(account=account, due_at=NOW, leased_until=NOW + fetching.LEASE)

    assert fetching.fetch_next(now=NOW + fetching.LEASE - timedelta(seconds=1)) is None
    assert fetching.fetch_next(now=NOW + fetching.LEASE).stored == 1


def test_two_readers_after_a_lease_ran_out_still_take_each_mail_once(world, account):
    for number in range(20):
        world.deliver(mail(number))
    mailboxes = []
    for minutes in (0, 10):
        Mailbox.objects.update(due_at=NOW)
        fetching._give_turns(now=NOW)
        mailboxes.append(fetching._claim(now=NOW + timedelta(minutes=minutes)))

    at_once(2, lambda n: fetching._look_into(mailboxes[n], now=NOW))

    assert RawIntake.objects.count() == 20
    assert sorted(world.texts(HANDLED)) == sorted(mail(number) for number in range(20))


def test_recounting_finds_what_was_missed(world, port):
    account = account_at(port, handled_folder="", failed_folder="")
    for number in (1, 2, 3):
        world.deliver(mail(number))
    look(account)
    SeenMail.objects.filter(uid=2).delete()
    RawIntake.objects.filter(conversation__submission__title="photo 2").update(external_id="lost")

    findings = fetching.recount(now=NOW + timedelta(hours=1))

    assert [(one.code, one.channel, one.subject) for one in findings] == [
        ("mail_missed", "mail", f"account:{account.pk}: 1")
    ]
    assert RawIntake.objects.count() == 4
    assert fetching.recount(now=NOW + timedelta(hours=2)) == []
