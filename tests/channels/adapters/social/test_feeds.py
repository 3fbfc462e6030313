"""Feeds as sites write them, and as attackers do."""

import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.adapters.social.feeds import MOST_ENTRIES, entries
from channels.errors import SourceRefused

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>評論</title>
<item><guid>b</guid><title>相片偏黃</title><link>https://site.example/b</link>
<author>mei@example.com (陳小姐)</author>
<pubDate>Tue, 19 May 2026 02:00:00 GMT</pubDate><rating>2</rating>
<content:encoded><![CDATA[<p>整批都<b>偏黃</b></p><p>要重印</p><script>alert(1)</script>]]></content:encoded></item>
<item><guid>a</guid><title>取件快</title><description>取件快，讚 &amp; 親切</description></item>
</channel></rss>"""
ATOM = """<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:im="http://itunes.apple.com/rss"><title>App</title>
<entry><id>77</id><title>Crashes</title><updated>2026-05-19T10:00:00+08:00</updated>
<author><name>Lin</name></author><im:rating>1</im:rating><content type="text">It crashes at upload</content>
<link rel="alternate" href="https://site.example/77"/></entry></feed>"""
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1", "title": "x",
    "items": [
        {"id": 5, "url": "https://site.example/5", "content_html": "<p>Too <i>dark</i></p>", "_rating": 3.5,
         "date_published": "2026-05-18T10:00:00Z", "authors": [{"name": "Ann"}], "language": "en"},
        "nonsense", {"id": "4", "content_text": "Fine"},
    ],
}  # fmt: skip


def cells(content, content_type=""):
    return [dict(found.cells) for found in entries(content, content_type)]


def test_rss_oldest_first_with_stars_and_readable_text():
    first, second = cells(RSS.encode())

    assert first == {"external_id": "a", "text": "取件快，讚 & 親切"}
    assert second == {
        "external_id": "b", "title": "相片偏黃", "text": "整批都偏黃\n\n要重印", "author": "陳小姐",
        "url": "https://site.example/b", "stars": "2", "posted_at": "2026-05-19T02:00:00+00:00",
    }  # fmt: skip


def test_atom_as_app_shops_write_it():
    assert cells(ATOM.encode()) == [
        {
            "external_id": "77", "title": "Crashes", "text": "It crashes at upload", "author": "Lin",
            "url": "https://site.example/77", "stars": "1", "posted_at": "2026-05-19T02:00:00+00:00",
        }
    ]  # fmt: skip


def test_json_feed():
    assert cells(json.dumps(JSON_FEED).encode()) == [
        {"external_id": "4", "text": "Fine"},
        {
            "external_id": "5", "url": "https://site.example/5", "text": "Too dark", "stars": "3.5",
            "posted_at": "2026-05-18T10:00:00Z", "author": "Ann", "language": "en",
        },
    ]  # fmt: skip


def test_a_feed_in_gb18030():
    feed = RSS.replace('encoding="utf-8"', 'encoding="gb2312"')

    assert cells(feed.encode("gb18030"))[1]["title"] == "相片偏黃"


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><body>Not found</body></html>", b"{}", b'{"version": 1, "items": []}', b"{[", b"\x00" * 50,
     b"/etc/passwd", b"http://127.0.0.1/feed", b'{"a":' * 200_000],
)  # fmt: skip
def test_what_is_no_feed_is_refused(content):
    with pytest.raises(SourceRefused):
        entries(content, "text/html")


def test_entities_neither_multiply_nor_read_files():
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(9))
        + '<!ENTITY file SYSTEM "file:///etc/passwd">]>'
        '<rss version="2.0"><channel><item><guid>1</guid><title>&file;x</title>'
        "<description>&j;</description></item></channel></rss>"
    )
    since = time.process_time()

    found = cells(bomb.encode())

    assert time.process_time() - since < 2
    assert sum(len(value) for one in found for value in one.values()) < 1_000
    assert "root:" not in str(found)


def test_no_more_than_so_many_entries_the_newest():
    many = "".join(f"<item><guid>{n}</guid><title>t{n}</title></item>" for n in range(900))

    found = cells(f'<rss version="2.0"><channel>{many}</channel></rss>'.encode())

    assert len(found) == MOST_ENTRIES
    assert found[-1]["external_id"] == "0"


@pytest.mark.parametrize(
    "inside", ["<a>" * 20_000, "<![CDATA[" * 2_000, "&lt;b&gt;" * 50_000, "<b x='" * 20_000]
)
def test_two_megabytes_of_nonsense_take_seconds_at_most(inside):
    body = f'<rss version="2.0"><channel><item><description>{inside}'.encode()
    since = time.monotonic()

    with contextlib.suppress(SourceRefused):
        entries(body, "application/rss+xml")

    assert time.monotonic() - since < 10


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    with contextlib.suppress(SourceRefused):
        assert isinstance(entries(b"<rss>" + content, ""), list)
