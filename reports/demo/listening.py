"""Owners of channels, reviews out of a file, and one talk: so that their pages have something to show."""

import csv
import io
from datetime import datetime, timedelta
from random import Random

from django.conf import settings
from django.db import transaction

from channels.adapters.social import options_for
from channels.kinds import TalkKind
from channels.models import Channel
from channels.rules.imports import importing
from channels.rules.manual_entry.listening import Said, hold_talk, note_statement
from reports.demo.cast import Cast

_REVIEWS = (
    ("5", "店員很親切，相片隔天就好了，顏色也漂亮。", ""),
    ("5", "冲印速度快，画质也清晰，会再来。", ""),
    ("4", "Good prints, a little slow on Saturdays.", ""),
    ("4", "相框做得很細，就是價格高了點。", "謝謝您的支持！"),
    ("3", "品質不錯，但取件要排很久。", ""),
    ("2", "整批相片偏黃，跟上次差很多，希望可以重印。", ""),
    ("2", "裁切歪了，白邊左右不一樣寬。", "很抱歉，請到門市，我們為您重印。"),
    ("1", "取件日一延再延，打電話也沒人接。", ""),
    ("1", "The clerk was rude and nobody apologised.", ""),
    ("1", "拿到的不是我的照片，等了一个星期才换回来。", ""),
)
_AUTHORS = (
    "林*",
    "陳小姐",
    "Wang",
    "小魚",
    "A. Chen",
    "攝影迷",
    "路過的人",
    "阿德",
    "Mei",
    "photo_lin",
)
_SAID = (
    ("P1，約 40 歲，每月沖印", "我想在手機上看到相片做到哪一步了。"),
    ("P2，學生", "價格表要找很久，不知道尺寸差多少錢。"),
    ("P3，婚禮攝影師", "大量上傳時網頁會停住，要重來。"),
    ("P1，約 40 歲，每月沖印", "店員願意幫忙調色，這點很好。"),
)
_COPIES = 4


def live_listening(cast: Cast, until: datetime, rng: Random) -> None:
    """Give each channel an owner, import some weeks of reviews, and hold one talk."""
    with transaction.atomic():
        for channel in Channel.objects.filter(owner=None):
            channel.owner = rng.choice(cast.supervisors)
            channel.save(update_fields=("owner",))
    supervisor = rng.choice(cast.supervisors)
    file = importing.begin_import(
        Channel.objects.get(code="reviews"), name="maps-reviews.csv",
        body=_file(cast, until, rng).encode(), actor=supervisor, now=until,
    )  # fmt: skip
    options = options_for(zone=settings.TIME_ZONE, source="Maps")
    importing.confirm(file.pk, mapping=file.mapping, options=options, actor=supervisor, now=until)
    importing.read_in(file.pk, now=until)
    _talk(cast, until, rng)


def _file(cast: Cast, until: datetime, rng: Random) -> str:
    """Write reviews of the last eight weeks as a site would export them; one row is wrong."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(["id", "author", "rating", "text", "date", "store", "reply"])
    for number in range(_COPIES * len(_REVIEWS)):
        stars, text, reply = _REVIEWS[number % len(_REVIEWS)]
        day = (until - timedelta(days=rng.randrange(1, 56))).date().isoformat()
        store = rng.choice(cast.stores).code
        lines.writerow([f"m{number}", rng.choice(_AUTHORS), stars, text, day, store, reply])
    lines.writerow(["m-wrong", "?", "nine", "相片很美", until.date().isoformat(), "", ""])
    return out.getvalue()


def _talk(cast: Cast, until: datetime, rng: Random) -> None:
    moderator = rng.choice(cast.agents)
    talk = hold_talk(
        kind=TalkKind.FOCUS_GROUP, subject="常客怎麼看取件與價格", place="中山店二樓",
        held_at=until - timedelta(hours=3), participants=list(dict.fromkeys(who for who, _ in _SAID)),
        has_consent=True, moderator=moderator, now=until,
    )  # fmt: skip
    for number, (who, text) in enumerate(_SAID):
        note_statement(
            talk.pk, Said(text=text, participant=who), channel=Channel.objects.get(code="interviews"),
            key=str(number), actor=moderator, now=until,
        )  # fmt: skip
