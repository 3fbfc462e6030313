"""Texts: a connection that keeps them for reading, some who write so, and one who wants to be told so."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from cases.rules.openings import opening
from channels.kinds import AccountKind, ChannelKind
from channels.models import Channel, ChannelAccount, RawIntake
from channels.rules import intake
from channels.rules.connections import connecting
from channels.sms_accounts import KEPT, TWILIO
from reports.demo.cast import Cast

# Numbers kept free for fiction; the last only wants no more texts.
TEXTS = (
    ("+886900000915", "昨天在中山店拿的相片偏黃，可以重印嗎？"),
    ("+886900000916", "相框裂了一角，要怎麼換？"),
    ("+886900000917", "退訂"),
)
TOLD = "證件照裁歪了，想請你們重做。我沒有電子郵件，傳簡訊給我就好。"
PHONE = "0900-000-918"
_FORM = "application/x-www-form-urlencoded"


def live_texts(cast: Cast, until: datetime) -> int:
    """Let people text in the day before `until`, and give how many items that made."""
    account = _account(cast, until)
    for number, (sender, words) in enumerate(TEXTS):
        now = until - timedelta(hours=5 - number)
        said = {"MessageSid": f"SM{number:032x}", "From": sender, "Body": words, "NumMedia": "0"}
        raw = intake.take(
            channel=account.channel, body=urlencode(said).encode(), content_type=_FORM, now=now,
            context={"account": account.pk, "provider": TWILIO},
            external_id=f"{account.pk}:{said['MessageSid']}",
        )  # fmt: skip
        _open(raw, now)
    form = {
        "text": TOLD, "name": "羅文心", "phone": PHONE, "category": "print_cut",
        "notice_version": "1", "consent_texts": "on", "language": "zh-hant",
    }  # fmt: skip
    raw = intake.take(
        channel=Channel.objects.get(code="web"), body=urlencode(form).encode(), content_type=_FORM,
        now=until - timedelta(hours=1), context={"language": "zh-hant", "notice_version": "1"},
    )  # fmt: skip
    _open(raw, until - timedelta(hours=1))
    return len(TEXTS) + 1


def _open(raw: RawIntake, now: datetime) -> None:
    raw.refresh_from_db()
    if hasattr(raw, "submission"):
        opening.open_case(raw.submission.pk, now=now)


def _account(cast: Cast, until: datetime) -> ChannelAccount:
    found = ChannelAccount.objects.filter(kind=AccountKind.SMS).first()
    if found is not None:
        return found
    channel, _is_new = Channel.objects.get_or_create(
        code="sms",
        defaults={
            "kind": ChannelKind.SMS, "name_zh_hant": "簡訊", "name_zh_hans": "短信",
            "name_en": "SMS", "owner": cast.supervisors[0],
        },
    )  # fmt: skip
    return connecting.make_account(
        channel, kind=AccountKind.SMS, name="簡訊（示範，不會真的送出）",
        values={"provider": KEPT}, actor=None, now=until,
    )  # fmt: skip
