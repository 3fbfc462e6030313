"""What the demonstration's customers bought: a file of the till, read in as a supervisor would."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta

from channels.kinds import ContactKind
from channels.models import ContactPoint, Submission
from channels.rules.imports.importing_purchases import begin_file, read_in
from feedback_site.organisation.models import User

BOUGHT = 40
LINES = (
    ("4x6 沖印 × 36", "", 180),
    ("相片書 20 頁 硬殼", "", 1280),
    ("桌曆；賀卡 × 10", "", 760),
    ("拍立得相機；底片 × 2", "SN-{number:05}", 3290),
)
_COLUMNS = ("訂單編號", "購買日期", "品項", "門市", "金額", "電話", "機身序號", "保固月數")


def live_purchases(*, until: datetime) -> None:
    """Read in what was bought under the numbers of the newest cases, and by who is known by a phone."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(_COLUMNS)
    writer.writerows(_rows(until))
    supervisor = User.objects.get(username="supervisor")
    file = begin_file(name="till.csv", body=table.getvalue().encode(), actor=supervisor, now=until)
    read_in(file.pk, mapping=file.mapping, currency="TWD", actor=supervisor, now=until)


def _rows(until: datetime) -> Iterator[tuple[str, ...]]:
    told = Submission.objects.exclude(order_number="").select_related("store").order_by("-pk")
    once = {one.order_number.upper(): one for one in reversed(told[:BOUGHT])}
    for number, one in enumerate(once.values()):
        day = one.received_at - timedelta(days=3)
        yield _row(number, one.order_number, day, one.store.code if one.store else "", "")
    known = ContactPoint.objects.filter(kind=ContactKind.PHONE, value_index__isnull=False)
    points = known.exclude(proof="").select_related("customer").order_by("-pk")
    for number, point in enumerate(points[:BOUGHT]):
        day = until - timedelta(days=20 + number)
        yield _row(number, f"P{day:%y%m%d}-9{number:03}", day, "", point.value())


def _row(number: int, order: str, day: datetime, store: str, phone: str) -> tuple[str, ...]:
    lines, serial, amount = LINES[number % len(LINES)]
    serial = serial.format(number=number)
    return (
        order, day.isoformat(), lines, store, str(amount), phone, serial, "12" if serial else "",
    )  # fmt: skip
