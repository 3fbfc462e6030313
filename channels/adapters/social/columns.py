"""Which column of a file is which field of a review: guessed from its name, then from what it holds."""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels.adapters.social.tables import Row
from channels.reviews import UnclearStars, stars_of

FIELDS: Mapping[str, Promise] = MappingProxyType(
    {
        "text": _("what was said"),
        "title": _("title"),
        "author": _("who said it"),
        "stars": _("stars"),
        "posted_at": _("when"),
        "url": _("web address"),
        "external_id": _("id at the source"),
        "store": _("store"),
        "language": _("language"),
        "reply": _("public reply"),
        "replied_at": _("when we replied"),
        "source": _("where it stands"),
    }
)
# What their columns are called in exports that we know; compared without case, spaces and signs.
_KNOWN = {
    "text": "text review reviewtext content comment comments body message description"
    " 評論 評論內容 评论 评论内容 內容 内容 留言 意見 意见 評價內容 评价内容 心得",
    "title": "title subject headline reviewtitle 標題 标题 主旨 主题",
    "author": "author authorname name user username reviewer reviewername nickname displayname"
    " 作者 姓名 用戶 用户 用户名 暱稱 昵称 評論者 评论者 顧客 顾客",
    "stars": "stars star rating score starrating reviewrating ratingvalue"
    " 星數 星数 星級 星级 評分 评分 評價 评价 分數 分数",
    "posted_at": "date postedat created createdat createtime publishedat published datepublished time"
    " timestamp reviewdate 日期 時間 时间 發布時間 发布时间 評論時間 评论时间 建立時間 创建时间",
    "url": "url link permalink reviewurl 網址 网址 連結 链接",
    "external_id": "id reviewid externalid postid uid 編號 编号 評論編號 评论编号 評論id 评论id",
    "store": "store storecode location branch shop 門市 门店 分店 店鋪 店铺",
    "language": "language lang locale 語言 语言 語系",
    "reply": "reply response replytext ownerresponse ownerreply developerreply sellerreply replycomment"
    " 回覆 回复 商家回覆 商家回复 業者回覆 店家回覆 官方回复",
    "replied_at": "replydate replytime repliedat responsedate responsetime respondedat ownerresponsedate"
    " ownerreplydate developerreplydate developerreplydateandtime 回覆日期 回覆時間 回复日期 回复时间"
    " 商家回覆時間 商家回复时间",
    "source": "source platform site 平台 來源 来源 網站 网站",
}
# Of a guess by contents: so many of the cells that hold anything must look alike.
_MOST = 0.8
_URL = re.compile(r"https?://\S+\Z")
_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}")


def guessed(rows: Sequence[Row]) -> dict[str, str]:
    """Give for each field that is recognised the name of its column; some rows tell more than none."""
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    found = named_as(_KNOWN, rows)
    for field, looks_right in _LOOKS.items():
        if field not in found:
            found |= _by_contents(field, looks_right, names, rows, found)
    if "text" not in found:
        found |= _longest(names, rows, found)
    return found


def named_as(known: Mapping[str, str], rows: Sequence[Row]) -> dict[str, str]:
    """Give for each field the column that bears one of its known names, the first of these that is there."""
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    plain = {name: _plain(name) for name in names}
    found: dict[str, str] = {}
    for field, words in known.items():
        by_rank = [name for word in words.split() for name in names if plain[name] == word]
        free = [name for name in by_rank if name not in found.values()]
        if free:
            found[field] = free[0]
    return found


def _plain(name: str) -> str:
    """Take the last part of a path and leave only letters: "review.Review_Text" is reviewtext."""
    return re.sub(r"[\W_]+", "", name.rpartition(".")[2]).lower()


def _cells(name: str, rows: Sequence[Row]) -> list[str]:
    return [cell for row in rows if (cell := row.cells.get(name, ""))]


def _by_contents(
    field: str, looks_right: Callable[[str], bool], names: Sequence[str], rows: Sequence[Row],
    found: Mapping[str, str],
) -> dict[str, str]:  # fmt: skip
    for name in names:
        cells = _cells(name, rows)
        is_alike = cells and sum(map(looks_right, cells)) >= _MOST * len(cells)
        if is_alike and name not in found.values():
            return {field: name}
    return {}


def _longest(names: Sequence[str], rows: Sequence[Row], found: Mapping[str, str]) -> dict[str, str]:
    free = [name for name in names if name not in found.values()]
    if not free:
        return {}
    return {"text": max(free, key=lambda name: sum(map(len, _cells(name, rows))))}


def _is_stars(cell: str) -> bool:
    try:
        return len(cell) <= 8 and stars_of(cell) is not None
    except UnclearStars:
        return False


_LOOKS: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {
        "url": lambda cell: bool(_URL.match(cell)),
        "posted_at": lambda cell: bool(_DATE.match(cell)),
        "stars": _is_stars,
    }
)
