"""People who tell one thing twice: who may be one person, and what may be one matter, is there to be seen."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import urlencode

from cases.models import Case
from cases.rules.links import comparing
from cases.rules.openings import acknowledging, grading, opening
from channels.kinds import OutboxState
from channels.models import Channel, CustomerPair, Outgoing, Submission
from channels.rules import intake
from channels.rules.customers import joining, recognising
from channels.rules.monitoring import reconciling
from reports.demo.cast import Cast

FORM = "application/x-www-form-urlencoded"
_BATCH = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class _Telling:
    """One thing told, so many hours ago."""

    hours: float
    channel: str
    text: str
    name: str = ""
    email: str = ""
    phone: str = ""
    order: str = ""
    store: str = "zhongshan"


_WEDDING = (
    "我們在中山店訂的結婚相簿，封面的膠整片脫落，內頁第七頁也印到別人的照片。婚宴是下個月十二號，"
    "一定要在那之前拿到重做的相簿，請告訴我什麼時候可以處理好。"
)
_SLIDES = (
    "爺爺留下來的三十張幻燈片拿去掃描，回來的檔案全部偏綠，其中兩張還上下顛倒。底片也沒有一起還給我，"
    "請先確認底片還在你們那裡。"
)
TELLINGS = (
    # The same order and nearly the same words, at the counter and by mail, under a romanised name.
    _Telling(
        hours=5, channel="counter", name="林佳蓉", phone="0900-000-417", order="P260931-7412",
        text=_WEDDING,
    ),
    _Telling(
        hours=3.2, channel="mail", name="Lin Chia-jung", email="chiajung.lin@example.com",
        text=f"您好，早上跟櫃檯反映過，怕沒有記下來再寫一次。{_WEDDING}訂單 P260931-7412，謝謝。",
    ),
    # One matter of one customer, over two channels within the hour.
    _Telling(
        hours=1.6, channel="web", name="周柏宇", email="boyu.zhou@example.org", order="P261003-0098",
        text=_SLIDES,
    ),
    _Telling(
        hours=1.1, channel="mail", name="周柏宇", email="boyu.zhou@example.org",
        text=f"剛剛在網頁上填過，不知道有沒有送出。{_SLIDES}",
    ),
    # One digit wrong.
    _Telling(
        hours=7, channel="counter", name="謝宗儒", phone="0900-000-852", store="xinyi",
        text="證件照裁掉了頭頂，護照櫃檯不收，請重拍或退費。",
    ),
    _Telling(
        hours=2.5, channel="counter", name="谢宗儒", phone="0900-000-825", store="xinyi",
        text="早上说会打电话给我，到现在都没有人联系。",
    ),
    # A phone that a family shares.
    _Telling(
        hours=6.5, channel="counter", name="高美惠", phone="0900-000-663", store="taichung",
        text="月曆少印了十二月，整本都要重做。",
    ),
    _Telling(
        hours=4.2, channel="web", name="高子安", email="zian.kao@example.net", phone="0900-000-663",
        store="taichung", text="上傳一百張照片以後網頁停住，購物車也清空了。",
    ),
    # Merged already, and kept apart already.
    _Telling(
        hours=8, channel="counter", name="羅文彬", phone="0900-000-114", order="P260925-3310",
        store="kaohsiung", text="馬克杯上的字印成左右相反。",
    ),
    _Telling(
        hours=7.2, channel="web", name="羅文彬", email="wenbin.lo@example.com",
        order="P260925-3310", store="kaohsiung", text="請問重印的馬克杯可以改寄到公司嗎？",
    ),
    _Telling(
        hours=6.2, channel="counter", name="蔡怡君", phone="0900-000-278", store="tainan",
        text="拿到的相框玻璃有裂痕。",
    ),
    _Telling(
        hours=5.6, channel="counter", name="蔡怡君", phone="0900-000-287", store="tainan",
        text="生日卡的信封少了五個。",
    ),
)  # fmt: skip
_MERGED, _APART = "羅文彬", "蔡怡君"


def live_likenesses(cast: Cast, until: datetime) -> None:
    """Let these people tell their things, and open their cases."""
    channels = {channel.code: channel for channel in Channel.objects.all()}
    for telling in TELLINGS:
        at = until - timedelta(hours=telling.hours)
        body, content_type, context = _item(telling, at, cast)
        raw = intake.take(
            channel=channels[telling.channel], body=body, content_type=content_type, now=at,
            context=context, captured_at=at if telling.channel == "counter" else None,
        )  # fmt: skip
        submission = Submission.objects.get(raw=raw)
        opening.open_case(submission.pk, now=at)
        _acknowledge(submission, at)


def _acknowledge(submission: Submission, at: datetime) -> None:
    """The receipt goes out some seconds later."""
    sent_at = at + timedelta(seconds=20)
    receipts = Outgoing.objects.filter(conversation=submission.conversation_id, template="received")
    for pk in list(receipts.values_list("pk", flat=True)):
        Outgoing.objects.filter(pk=pk).update(state=OutboxState.SENT, sent_at=sent_at)
        acknowledging.acknowledge_receipt(pk, now=sent_at)


def compare_all(cast: Cast, until: datetime) -> None:
    """Do at once what workers do as things come in: grades, likenesses, and the accounts of the days."""
    ids = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    for begin in range(0, len(ids), _BATCH):
        grading.grade_cases(ids[begin : begin + _BATCH], now=until)
    comparing.weigh(now=until)
    while comparing.sweep_near(now=until, limit=_BATCH):
        pass
    while recognising.sweep_people(now=until, limit=_BATCH):
        pass
    _decide(cast, until)
    reconciling.reconcile_days(now=until)


def _decide(cast: Cast, until: datetime) -> None:
    """One pair was merged, and one kept apart."""
    for name, is_one in ((_MERGED, True), (_APART, False)):
        agent = cast.agents[0]
        first = Submission.objects.filter(text=_text_of(name)).values_list("customer", flat=True)
        pair = CustomerPair.objects.filter(low__in=first).first()
        if pair is None:
            continue
        if is_one:
            joining.join(pair.pk, keep_id=pair.low_id, actor=agent, now=until)
        else:
            joining.decline(pair.pk, actor=agent, now=until)


def _text_of(name: str) -> str:
    return next(telling.text for telling in TELLINGS if telling.name == name)


def _item(
    telling: _Telling, at: datetime, cast: Cast
) -> tuple[bytes, str, dict[str, object]]:  # fmt: skip
    if telling.channel == "mail":
        return _mail(telling, at), "message/rfc822", {"rcpt_to": ["care@feedback.example.com"]}
    fields = {
        "text": telling.text, "name": telling.name, "email": telling.email, "phone": telling.phone,
        "store": telling.store, "order_number": telling.order, "language": "zh-hant",
        "notice_version": "1",
    }  # fmt: skip
    context: dict[str, object] = {"language": "zh-hant", "notice_version": "1"}
    if telling.channel == "counter":
        store = next(one for one in cast.stores if one.code == telling.store)
        context["clerk"] = cast.clerks[store.pk].pk
    return urlencode(fields).encode(), FORM, context


def _mail(telling: _Telling, at: datetime) -> bytes:
    mail = EmailMessage()
    mail["From"] = f'"{telling.name}" <{telling.email}>'
    mail["To"] = "care@feedback.example.com"
    mail["Subject"] = telling.text[:18]
    mail["Date"] = at
    mail["Message-ID"] = f"<likeness.{telling.hours}@example.com>"
    mail.set_content(telling.text)
    return bytes(mail)
