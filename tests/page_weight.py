"""What a page weighs on its way: HTML, styles, scripts and pictures, compressed; fonts we send none.

Also run by bench/page_weight.py against a site over HTTP.
"""

import gzip
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import urljoin, urlsplit

Fetch = Callable[[str], bytes]
_LINKED = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="([^"]+)"')
_IN_SCRIPT = re.compile(r'(?:\bfrom|\bimport)\s*\(?\s*["\'](\.[^"\']+)["\']')
_IN_SHEET = re.compile(r'(?:url\(|@import\s+)["\']?([^"\')]+)')
# Not loaded with the page, or not ours to weigh.
_ASIDE = ("data:", "http:", "https:", "mailto:")


def weights(path: str, fetch: Fetch) -> Mapping[str, int]:
    """Give compressed bytes by address: the page first, then all that it loads; `fetch` gives them bare."""
    page = fetch(path)
    found = {path: compressed(page)}
    waiting = list(_of_page(page.decode(), path))
    while waiting:
        address = waiting.pop()
        if address not in found:
            content = fetch(address)
            found[address] = compressed(content)
            waiting += _of_file(address, content)
    return found


def compressed(content: bytes) -> int:
    """Bytes after gzip; what is packed already, as pictures are, gets no larger."""
    return min(len(content), len(gzip.compress(content, 6, mtime=0)))


def _of_page(html: str, path: str) -> Iterator[str]:
    for tag in re.finditer(r"<(?:link|script|img)\b[^>]*>", html):
        is_loaded = not tag[0].startswith("<link") or re.search(
            r'rel="(?:stylesheet|icon)"', tag[0]
        )
        for address in _LINKED.findall(tag[0]) if is_loaded else ():
            if not address.startswith(_ASIDE):
                yield _absolute(address, path)


def _of_file(address: str, content: bytes) -> Iterator[str]:
    kinds = {".js": _IN_SCRIPT, ".css": _IN_SHEET}
    pattern = kinds.get(posixpath.splitext(urlsplit(address).path)[1])
    for inner in pattern.findall(content.decode()) if pattern else ():
        if not inner.startswith(_ASIDE):
            yield _absolute(inner, address)


def _absolute(address: str, path: str) -> str:
    parts = urlsplit(urljoin(f"http://site{path}", address.replace("&amp;", "&")))
    return parts.path + (f"?{parts.query}" if parts.query else "")
