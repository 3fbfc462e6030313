"""Feeds of posts: RSS, Atom and JSON Feed, asked whether anything is new."""

import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser

from channels.adapters.email.contents.html import html_to_text
from channels.adapters.social.connectors import Fetched, Found
from channels.errors import SourceRefused
from channels.kinds import AccountKind
from channels.models import ChannelAccount
from channels.transport import http

MOST_BYTES = 2 * 1024 * 1024
MOST_ENTRIES = 500
_MOST_REDIRECTS = 3
_MOVED = frozenset({301, 302, 303, 307, 308})
_OK, _NOT_MODIFIED = 200, 304
# Where feeds of shops and review sites keep the stars, as feedparser spells it.
_RATINGS = ("im_rating", "rating", "review_rating", "r_rating", "stars", "starrating")
_SPACES = re.compile(r"[ \t]+\n")


class FeedConnector:
    """Asks with ETag and Last-Modified; nothing new costs the other side nothing."""

    kind = AccountKind.FEED

    def fetch(self, account: ChannelAccount) -> Fetched:
        """Bring the entries of a feed. Raises SourceRefused and what the transport raises."""
        known = account.cursor
        answer = _ask(str(account.values.get("url", "")), _conditions(known))
        if answer.status == _NOT_MODIFIED:
            return Fetched(items=(), cursor=known)
        if answer.status != _OK:
            raise SourceRefused(why=f"it answered {answer.status}")
        found = entries(answer.content, answer.headers.get("content-type", ""))
        cursor = {
            "etag": answer.headers.get("etag", "")[:500],
            "modified": answer.headers.get("last-modified", "")[:100],
        }
        return Fetched(items=tuple(found), cursor=cursor)


def entries(content: bytes, content_type: str) -> list[Found]:
    """Read a feed, oldest entry first, MOST_ENTRIES at most. Raises SourceRefused for what is none."""
    begins = content.lstrip(b"\xef\xbb\xbf \r\n\t")[:1]
    found = _of_json(content) if begins == b"{" else _of_xml(content, content_type)
    return [Found(cells=cells) for cells in reversed(list(found)[:MOST_ENTRIES])]


def _conditions(known: Mapping[str, object]) -> dict[str, str]:
    asked = {"If-None-Match": known.get("etag"), "If-Modified-Since": known.get("modified")}
    return {name: str(value) for name, value in asked.items() if value}


def _ask(url: str, conditions: Mapping[str, str]) -> http.Answer:
    """Ask, and follow a few redirects, each of them looked at like the first address."""
    headers = {
        "Accept": "application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5"
    }
    for _ in range(_MOST_REDIRECTS + 1):
        answer = http.ask(
            "GET", url, headers={**headers, **conditions}, is_typed=True, most_bytes=MOST_BYTES
        )
        location = answer.headers.get("location", "")
        if answer.status not in _MOVED or not location:
            return answer
        url = urljoin(url, location)
    raise SourceRefused(why="it redirects again and again")


def _of_xml(content: bytes, content_type: str) -> Iterator[dict[str, str]]:
    # Out of a file in memory: given bytes, feedparser takes them for the name of a file of ours.
    feed = feedparser.parse(
        io.BytesIO(content), response_headers={"content-type": content_type or "application/xml"},
        sanitize_html=False, resolve_relative_uris=False,
    )  # fmt: skip
    if not feed.get("version"):
        raise SourceRefused(why="it is no feed")
    for entry in feed.entries:
        yield _filled(
            external_id=entry.get("id") or entry.get("link"), title=_plain(entry.get("title")),
            text=_plain(_content(entry)), author=_author(entry), url=_address(entry.get("link")),
            stars=_rating(entry),
            posted_at=_utc(entry.get("published_parsed") or entry.get("updated_parsed")),
        )  # fmt: skip


def _author(entry: Mapping[str, Any]) -> object:
    """Give the name alone where a feed writes address and name in one."""
    return entry.get("author_detail", {}).get("name") or entry.get("author")


def _content(entry: Mapping[str, Any]) -> str:
    parts = [part.get("value", "") for part in entry.get("content", ())]
    return "\n".join(parts) or str(entry.get("summary", ""))


def _rating(entry: Mapping[str, Any]) -> str:
    return next((str(entry[name]) for name in _RATINGS if isinstance(entry.get(name), str)), "")


def _utc(parsed: struct_time | None) -> str:
    if parsed is None:
        return ""
    try:
        return datetime(*parsed[:6], tzinfo=UTC).isoformat()
    except ValueError:
        return ""


def _of_json(content: bytes) -> Iterator[dict[str, str]]:
    """As jsonfeed.org has it, version 1.1; a rating is read where an extension names one."""
    try:
        feed = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SourceRefused(why="it is no feed") from error
    items = feed.get("items")
    if "jsonfeed.org" not in str(feed.get("version")) or not isinstance(items, list):
        raise SourceRefused(why="it is no feed")
    for item in items:
        if isinstance(item, dict):
            yield _of_item(item)


def _of_item(item: Mapping[str, Any]) -> dict[str, str]:
    authors = item.get("authors") or [item.get("author")]
    author = authors[0] if isinstance(authors, list) and isinstance(authors[0], dict) else {}
    rating = next((item[name] for name in ("_rating", "rating", "_stars") if name in item), "")
    return _filled(
        external_id=item.get("id") or item.get("url"), title=item.get("title"),
        text=item.get("content_text") or _plain(item.get("content_html")) or item.get("summary"),
        author=author.get("name"), url=_address(item.get("url")), posted_at=item.get("date_published"),
        stars=rating, language=item.get("language"),
    )  # fmt: skip


def _address(url: object) -> str:
    """Keep what a browser opens; an entry's id often stands where its address should."""
    return url if isinstance(url, str) and url.lower().startswith(("https://", "http://")) else ""


def _plain(html: object) -> str:
    if not isinstance(html, str):
        return ""
    return (
        _SPACES.sub("\n", html_to_text(html)).strip()
        if "<" in html or "&" in html
        else html.strip()
    )


def _filled(**cells: object) -> dict[str, str]:
    """Keep what is text or number; a title that only begins the text is none."""
    filled = {
        name: str(value).strip()[:20_000]
        for name, value in cells.items()
        if isinstance(value, str | int | float) and str(value).strip()
    }
    title, text = filled.get("title", ""), filled.get("text", "")
    if title and text.startswith(title.rstrip("….")):
        del filled["title"]
    return filled
