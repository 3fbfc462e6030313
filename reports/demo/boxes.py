"""Suggestion boxes of some stores: one batch reconciled, one that differs, one being entered."""

from datetime import datetime, timedelta
from random import Random
from urllib.parse import urlencode

from cases.rules.openings import opening
from channels.batch_kinds import SheetState
from channels.models import Batch, Channel
from channels.rules.manual_entry import batching
from feedback_site.organisation.models import Store, User
from reports.demo.cast import Cast

SHEETS = (
    ("證件照的裁切線歪了一邊，護照被退件。", "print_cut"),
    ("等了四十分鐘才拿到照片，櫃檯只有一個人。", "pickup_delayed"),
    ("店員很親切，教我用自助機，謝謝。", ""),
    ("相片偏黃，跟手機上看到的差很多。", "print_colour"),
    ("自助沖印機觸控螢幕常常沒有反應。", "equipment_failure"),
    ("希望可以有霧面的相紙可以選。", ""),
    ("拿到別人的照片，怎麼會弄錯？", "wrong_order"),
)
# How many sheets of each batch have no place yet: it adds up, it waits for a second person, it is begun.
MOST_MISSING = 4
MISSING = (0, 1, MOST_MISSING)


def live_boxes(cast: Cast, until: datetime, rng: Random) -> int:
    """Empty three boxes in the week before `until`, and give how many batches that made."""
    stores = [store for store in cast.stores if store.pk in cast.clerks][:3]
    for number, (store, missing) in enumerate(zip(stores, MISSING, strict=False)):
        at = until - timedelta(days=6 - 2 * number)
        batch = _entered(store, cast.clerks[store.pk], at, rng, missing=missing)
        if missing < MOST_MISSING:
            batching.finish(batch.pk, actor=cast.clerks[store.pk], now=at + timedelta(hours=1))
    return len(stores)


def _entered(store: Store, clerk: User, at: datetime, rng: Random, *, missing: int) -> Batch:
    texts = rng.sample(SHEETS, 5)
    batch = batching.begin_batch(
        Channel.objects.get(code="box"), store=store, collected_at=at - timedelta(hours=14),
        sheets=len(texts) + 1 + missing, actor=clerk, now=at,
    )  # fmt: skip
    for number, (text, category) in enumerate(texts, 1):
        now = at + timedelta(minutes=2 * number)
        sheet = batching.enter_sheet(
            batch.pk, number=number, body=urlencode({"text": text, "category": category}).encode(),
            content_type="application/x-www-form-urlencoded",
            external_id=f"demo:{batch.pk}:{number}", actor=clerk, now=now,
        )  # fmt: skip
        if sheet.raw is not None:
            opening.open_case(sheet.raw.submission.pk, now=now)
    batching.set_aside(
        batch.pk, number=len(texts) + 1, state=SheetState.EMPTY, reason="整張空白", actor=clerk,
        now=at + timedelta(minutes=20),
    )  # fmt: skip
    return Batch.objects.get(pk=batch.pk)
