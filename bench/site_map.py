"""Every page of a served site: where each route of the URL configuration is met, as whom.

The routes are those of tests/house/routes.py, which the suite holds to the URL configuration. Addresses that
name no row are taken from there; the others are found as people find them, by following links from these,
signed in as each account of the demonstration in turn, and as customers with cases in each state.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import httpx
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reports.demo.chain import PASSWORD
from tests.house.routes import ROUTES

PROJECT = Path(__file__).resolve().parents[1]
STAFF = ("supervisor", "admin", "agent", "manager", "head", "specialist", "officer", "clerk")
# How many addresses of one kind of page links are followed from, and how many are looked at.
FOLLOWED, KEPT = 2, 1
MORE_FOLLOWED = {"admin:cases_case_desk": 25, "admin:cases_queue": 2, "admin:surveys_call_sheet": 6,
                 "admin:cases_problem": 6, "admin:cases_order": 8}  # fmt: skip
MORE_KEPT = {"admin:cases_case_desk": 4, "admin:cases_order": 2, "admin:surveys_call_sheet": 2}
_LINK = re.compile(r'href="([^"#][^"]*)"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
# Whoever follows these is somebody else afterwards, or gets a file.
_ASIDE = ("logout", "leave", "export", "download", "set_language")
CASES = """
import json
from cases.models import Case
states = {}
cases = Case.objects.filter(partner=None).select_related("submission__conversation")
for case in cases.order_by("-pk")[:4000]:
    talk = case.submission.conversation
    if case.state not in states and talk.reference == case.reference:
        states[case.state] = f"/c/{talk.reference}/{talk.access_code}"
print("CASES " + json.dumps(states))
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """A route, and which of its variants: the words in its address that name no row."""

    route: str
    variant: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.route, *self.variant))


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page as somebody sees it; `cookies` are theirs."""

    kind: Kind
    path: str
    person: str
    cookies: Mapping[str, str] = field(repr=False)


def kind_of(path: str) -> Kind | None:
    """Which kind of page an address is of; None where it is none of ours, or no page to look at."""
    try:
        match = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    if not match.url_name or any(word in match.url_name for word in _ASIDE):
        return None
    name = ":".join((*match.namespaces, match.url_name))
    route = ROUTES.get(name)
    if route is None or 200 not in (route.get or ()):
        return None
    words = (
        str(value) for key, value in match.kwargs.items() if key not in ("language", "reference")
    )
    return Kind(
        name, tuple(one for one in words if not one.isdecimal() and not one.startswith("FB-"))
    )


def first_addresses() -> Iterator[str]:
    """The addresses of all pages that name no row."""
    for name, route in ROUTES.items():
        if 200 in (route.get or ()):
            try:
                path = reverse(name)
            except NoReverseMatch:
                continue
            yield path + (f"?{urlencode(route.query)}" if route.query else "")


def signed_in(base: str, username: str) -> httpx.Client:
    """Somebody of the staff, signed in by the page for that."""
    client = httpx.Client(base_url=base, timeout=60, follow_redirects=False)
    token = _TOKEN.search(client.get("/admin/login/").text)
    assert token is not None
    answer = client.post(
        "/admin/login/", headers={"Referer": f"{base}/admin/login/"},
        data={"username": username, "password": PASSWORD, "csrfmiddlewaretoken": token[1]},
    )  # fmt: skip
    if answer.status_code != httpx.codes.FOUND:
        raise SystemExit(f"{username} could not sign in: is it a demonstration?")
    return client


def pages_for(
    base: str,
    client: httpx.Client,
    person: str,
    begin: Sequence[str],
    known: Set[Kind] = frozenset(),
) -> Iterator[Found]:
    """Follow links from some addresses; give each page that answers, once for each address that is kept.

    Of kinds that are known already only one address is followed: it may lead on to others.
    """
    waiting, seen, followed, kept = deque(begin), set(begin), Counter[Kind](), Counter[Kind]()
    while waiting:
        path = waiting.popleft()
        kind = kind_of(path)
        most = MORE_FOLLOWED.get(kind.route, FOLLOWED) if kind and kind not in known else 1
        if kind is None or followed[kind] >= most:
            continue
        answer = client.get(path)
        followed[kind] += 1
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise SystemExit(f"{answer.status_code} at {path} as {person}")
        if answer.status_code != httpx.codes.OK or "<html" not in answer.text[:500]:
            continue
        if kept[kind] < MORE_KEPT.get(kind.route, KEPT):
            kept[kind] += 1
            yield Found(kind=kind, path=path, person=person, cookies=dict(client.cookies))
        for link in _LINK.findall(answer.text):
            there = urljoin(f"{base}{path}", unescape(link))
            parts = urlsplit(there)
            address = parts.path + (f"?{parts.query}" if parts.query else "")
            if there.startswith(base) and address not in seen:
                seen.add(address)
                waiting.append(address)


def map_of(base: str, entrances: Mapping[str, str]) -> tuple[list[Found], list[str]]:
    """All pages of a site, each kind as the first who may see it; and the routes that nobody met.

    `entrances` are links into cases for customers, by the state of the case.
    """
    found: dict[Kind, list[Found]] = {}
    begin = list(first_addresses())
    for username in ("", *STAFF):
        client = signed_in(base, username) if username else httpx.Client(base_url=base, timeout=60)
        mine: dict[Kind, list[Found]] = {}
        for one in pages_for(base, client, username or "nobody", begin, found.keys()):
            mine.setdefault(one.kind, []).append(one)
        print(
            f"{username or 'nobody'}: {len(mine.keys() - found.keys())} more",
            file=sys.stderr,
            flush=True,
        )
        found = {**mine, **found}
    pages = [one for several in found.values() for one in several]
    for state, link in entrances.items():
        pages += _of_customer(base, state, link)
    met = {one.kind.route for one in pages}
    return pages, sorted(
        name for name, route in ROUTES.items() if 200 in (route.get or ()) and name not in met
    )


def _of_customer(base: str, state: str, link: str) -> Iterator[Found]:
    """A customer's pages of a case, and those alone."""
    client = httpx.Client(base_url=base, timeout=60)
    at = client.get(link).headers.get("location", "/")
    for one in pages_for(base, client, f"customer, {state}", [urlsplit(at).path]):
        if one.kind.route.startswith(("cases:status", "surveys:")):
            kind = Kind(one.kind.route, (*one.kind.variant, state))
            yield Found(kind=kind, path=one.path, person=one.person, cookies=one.cookies)


def entrances() -> Mapping[str, str]:
    """Links into a case in each state for its customer, out of the copy's own database."""
    asked = [sys.executable, "manage.py", "shell", "-c", CASES]
    printed = subprocess.run(asked, cwd=PROJECT, check=True, capture_output=True, text=True).stdout
    line = next(one for one in printed.splitlines() if one.startswith("CASES "))
    links: Mapping[str, str] = json.loads(line.removeprefix("CASES "))
    return links
