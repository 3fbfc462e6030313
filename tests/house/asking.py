"""Ask every route as everybody, and say which answers are right.

Each GET and each refused POST runs in a transaction that PostgreSQL lets write nothing, so that a
door that writes where it must not fails here, whatever it writes. What may write comes after all that.
"""

import itertools
import re
from contextlib import contextmanager, nullcontext
from functools import partial
from http.cookies import SimpleCookie

from django.core.cache import caches
from django.db import connection, transaction
from django.urls import reverse
from psycopg.pq import TransactionStatus

from feedback_site import remembering
from tests.house.routes import (
    CASE,
    CUSTOMER,
    NOBODY,
    PARTNER,
    PLACED,
    PUBLIC,
    ROUTES,
    STAFF,
    TO_SIGN_IN,
    WHOLE,
    routes_of_the_site,
)
from tests.house.world import OWNERS

SITE = dict(routes_of_the_site())
_WRITES = re.compile(r"^(INSERT INTO|UPDATE|DELETE FROM) \"?(\w+)|ledger_append|nextval")


def wrong_answers(name, world):
    """List what differs from the table: by everybody, on everybody's objects, by GET and POST."""
    route = ROUTES[name]
    owners = OWNERS if route.scope else ("own",)
    harmless, others = [], []
    for viewer, owner, method in itertools.product(world.viewers.values(), owners, ("get", "post")):
        expected = expectation(route, viewer, owner, method)
        reads = not route.keeps if method == "get" else not set(expected) & set(route.post or ())
        (harmless if reads else others).append((viewer, owner, method, expected))
    with undone(read_only=True) as afresh:
        yield from _wrong(route, name, world, harmless, partial(_read, afresh))
    yield from _wrong(route, name, world, others, _write)


def _wrong(route, name, world, questions, how):
    for viewer, owner, method, expected in questions:
        got = answer(route, name, world, viewer, world.of(viewer, owner), method, how)
        if got not in expected:
            yield f"{method.upper()} as {viewer.name} on {owner}: {got}, not {expected}"


@contextmanager
def rolled_back():
    """A transaction that leaves nothing behind."""
    atomic = transaction.atomic()
    atomic._from_testcase = True  # rules that must be outermost may begin inside
    with atomic:
        yield
        transaction.set_rollback(True)


@contextmanager
def undone(*, read_only=False):
    """The same within `rolled_back`, where it is read-only refusing every write; gives what begins it afresh.

    Some thirty-five thousand questions are asked, most of which are refused after one or two statements.
    Those that can write nothing share one, until one of them leaves the transaction broken.
    """
    known = list(connection.run_on_commit)
    refusing = "; SET LOCAL transaction_read_only = on" if read_only else ""

    def afresh():
        connection.needs_rollback, connection.run_on_commit = False, list(known)
        if connection.connection.info.transaction_status != TransactionStatus.INTRANS:
            _run(f"ROLLBACK TO SAVEPOINT asked{refusing}")

    _run(f"SAVEPOINT asked{refusing}")
    try:
        yield afresh
    finally:
        connection.needs_rollback, connection.run_on_commit = False, known
        _run("ROLLBACK TO SAVEPOINT asked; RELEASE SAVEPOINT asked")


def _run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def _read(afresh, _tables):
    try:
        yield
    finally:
        afresh()


@contextmanager
def _write(tables):
    """Ask what may write, where it says into which tables into no others; then take that back."""
    known = dict(remembering._remembered)
    try:
        with undone(), writing_only(tables) if tables else nullcontext():
            yield
    finally:
        # What it wrote is gone, and what was read of that must be.
        remembering.forget()
        remembering._remembered.update(known)


def writing_only(tables):
    """Refuse statements that write into other tables than these."""

    def guard(execute, sql, params, many, context):
        found = _WRITES.match(sql)
        if found and found[2] not in tables:
            raise AssertionError(f"wrote: {sql[:80]}")
        return execute(sql, params, many, context)

    return connection.execute_wrapper(guard)


def answer(route, name, world, viewer, objects, method, how):
    """Ask, and give the status, or what the database would not let happen."""
    path = address(name, route.kwargs(world, objects))
    before = viewer.client.cookies.output()
    caches["counters"].clear()
    caches["default"].clear()
    sent = route.query if method == "get" else route.data(objects)
    kind = {"content_type": "application/json"} if name.startswith("api:") and sent else {}
    try:
        with how(route.keeps if method == "get" else ()):
            response = getattr(viewer.client, method)(path, sent, headers=viewer.headers, **kind)
            list(response) if response.streaming else None
    except Exception as error:  # whatever escapes a view is a 500
        return f"{type(error).__name__}: {error}"
    finally:
        viewer.client.cookies = SimpleCookie(before.replace("Set-Cookie: ", ""))
    if response.status_code == 302 and response["Location"].startswith("/admin/login/"):
        return TO_SIGN_IN
    return response.status_code


def expectation(route, viewer, owner, method):
    """Say which answers are right: the table's where the viewer may, else a refusal."""
    answers = route.get if method == "get" else route.post
    not_taken = (405,)
    may = route.post_may if method == "post" and route.post_may else route.may
    if route.may == PUBLIC:
        return answers or not_taken
    if route.may == PARTNER:
        return _as_partner(route, viewer, owner, answers)
    if route.may == CUSTOMER:
        is_in = viewer.name == "customer" and owner == "own"
        return (answers or not_taken) if is_in else ((302,) if answers else not_taken)
    if CUSTOMER in _all(route.may):
        return _as_staff_or_customer(route, viewer, owner, answers)
    if not viewer.is_staff:
        return route.outside if answers else (*route.outside, 405)
    if answers is None:
        return not_taken
    if not _may(viewer, route.may):
        return route.refused
    if not _reaches(route, viewer, owner):
        return route.elsewhere
    return answers if _may(viewer, may) else route.refused


def _as_partner(route, viewer, owner, answers):
    if viewer.name != "partner":
        return (401,)
    if answers is None:
        return (405,)
    return answers if owner == "own" or not route.scope else (404,)


def _as_staff_or_customer(route, viewer, owner, answers):
    if answers is None:
        return (405,)
    if viewer.name == "customer":
        return answers if owner == "own" else (404,)
    abilities = [one for one in _all(route.may) if one != CUSTOMER]
    is_in = viewer.is_staff and _may(viewer, tuple(abilities)) and owner in viewer.sees
    return answers if is_in else (404,)


def _may(viewer, may):
    return may != NOBODY and all(one == STAFF or viewer.can(one) for one in _all(may))


def _reaches(route, viewer, owner):
    if route.scope == WHOLE:
        return viewer.user.reach.everything
    return {CASE: owner in viewer.sees, PLACED: owner in viewer.sees_placed}.get(route.scope, True)


def _all(may):
    return may if isinstance(may, tuple) else (may,)


def address(name, kwargs):
    if name in SITE and ("/" in name or name.endswith((".ico", "$"))):
        path = SITE[name]
        for key, value in kwargs.items():
            for spelled in (f"<path:{key}>", f"(?P<{key}>.*)$"):
                path = path.replace(spelled, str(value))
        return "/" + path
    return reverse(name, kwargs=kwargs)
