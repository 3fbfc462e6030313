"""Work of channels that a worker does: each looks at rows, may run twice, or late."""

from celery import shared_task
from django.utils import timezone

from channels.rules.calls import calling_back
from channels.rules.chats import assisting, leaving
from channels.rules.customers import recognising
from channels.rules.files import errands
from channels.rules.imports import collecting, importing, importing_purchases
from channels.rules.mailboxes import fetching
from channels.rules.monitoring import reconciling, sweeping, watching
from channels.rules.outbox import delivery
from feedback_site.ringing import Bell, answer

OUTBOX_BATCH = 100
INTAKE_BATCH = 200
PEOPLE_BATCH = 200
# Between two looks at how long it has been at it.
BELL_BATCH = 20
ERRAND_BATCH = 50


@shared_task(name="channels.deliver", ignore_result=True)
def deliver(**_later: object) -> None:
    """Hand over what is due, and what comes meanwhile; a second run finds it sent."""
    answer(outbox_bell, lambda: delivery.sweep(now=timezone.now(), limit=BELL_BATCH))


outbox_bell = Bell(deliver)


@shared_task(name="channels.sweep_outbox", ignore_result=True)
def sweep_outbox(**_later: object) -> None:
    """Hand over what is due: lost bells, second tries, and what was to wait."""
    delivery.sweep(now=timezone.now(), limit=OUTBOX_BATCH)


@shared_task(name="channels.fetch", ignore_result=True)
def fetch(**_later: object) -> None:
    """Fetch what messengers still hold of messages that are here."""
    answer(errand_bell, lambda: errands.run_errands(now=timezone.now(), limit=1))


errand_bell = Bell(fetch)


@shared_task(name="channels.sweep_errands", ignore_result=True)
def sweep_errands(**_later: object) -> None:
    """Fetch what is due: lost bells, and second tries."""
    errands.run_errands(now=timezone.now(), limit=ERRAND_BATCH)


@shared_task(name="channels.sweep_intakes", ignore_result=True)
def sweep_intakes(**_later: object) -> None:
    """Read what was stored and then forgotten, because its process died."""
    sweeping.sweep_left_behind(now=timezone.now(), limit=INTAKE_BATCH)


@shared_task(name="channels.poll_mailboxes", ignore_result=True)
def poll_mailboxes(**_later: object) -> None:
    """Look into the mailboxes whose turn it is; those that are watched seldom have mail left."""
    while fetching.fetch_next(now=timezone.now()) is not None:
        pass


@shared_task(name="channels.recount_mailboxes", ignore_result=True)
def recount_mailboxes(**_later: object) -> None:
    """Compare once a day each mailbox with what was taken from it."""
    found = fetching.recount(now=timezone.now())
    reconciling.note(found, now=timezone.now())


@shared_task(name="channels.sweep_call_backs", ignore_result=True)
def sweep_call_backs(**_later: object) -> None:
    """Tell a supervisor of each call-back whose time has passed."""
    calling_back.sweep_late(now=timezone.now())


@shared_task(name="channels.sweep_chats", ignore_result=True)
def sweep_chats(**_later: object) -> None:
    """Answer where the bell was lost; end chats that were left, and mail what was not seen in them."""
    now = timezone.now()
    assisting.sweep_owing(now=now)
    leaving.sweep_left(now=now)


@shared_task(name="channels.reconcile", ignore_result=True)
def reconcile(**_later: object) -> None:
    """Prove once a day that each item has its disposition, its number and its line in the ledger."""
    reconciling.reconcile_days(now=timezone.now())


@shared_task(name="channels.compare_people", ignore_result=True)
def compare_people(**_later: object) -> None:
    """Compare customers who told us something with all others, until all are."""
    while recognising.sweep_people(now=timezone.now(), limit=PEOPLE_BATCH) == PEOPLE_BATCH:
        pass


@shared_task(name="channels.watch", ignore_result=True)
def watch(**_later: object) -> None:
    """Compare each channel with its own history, and raise or clear its alarms."""
    watching.watch(now=timezone.now())


@shared_task(name="channels.collect", ignore_result=True)
def collect(**_later: object) -> None:
    """Ask the sources whose time has come."""
    collecting.collect_due(now=timezone.now())


@shared_task(name="channels.read_imports", ignore_result=True)
def read_imports(**_later: object) -> None:
    """Read in the files of reviews that were confirmed."""
    importing.sweep_imports(now=timezone.now())


import_bell = Bell(read_imports)


@shared_task(name="channels.forget_purchases", ignore_result=True)
def forget_purchases(**_later: object) -> None:
    """Forget the files of purchases that nobody read in."""
    importing_purchases.sweep_left(now=timezone.now())
