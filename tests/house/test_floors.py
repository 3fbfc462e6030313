"""House rules that import-linter cannot see: what a module reaches for, and what it must never write.

The floors themselves are in .importlinter; `make lint` checks them.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
APPS = ("feedback_site", "channels", "cases", "surveys", "reports")
BANNED_NAMES = {"utils", "helpers", "common", "core", "services", "managers", "misc"}
SOURCES = sorted(
    path.relative_to(ROOT)
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if "migrations" not in path.parts
)
RULES = [path for path in SOURCES if "rules" in path.parts[1:-1]]
MODELS = [path for path in SOURCES if "models" in path.parts[1:-1]]
# Where a door's words are allowed below a door, and why.
KNOW_HTTP = {
    # The web's raw body is the form as posted: reading it is this adapter's work.
    "channels/adapters/posted_forms.py",
}
WEB = ("django.http", "django.forms", "django.shortcuts", "django.views", "django.contrib.messages")
NETWORK = (
    "smtplib", "imaplib", "imap_tools", "poplib", "http.client", "urllib.request", "requests",
    "httpx", "httpcore",
)  # fmt: skip
# One package talks to the network for the product; the supervisor asks its own site whether it is up.
TRANSPORT = Path("channels/transport")
TALK = {"feedback_site/embedded/supervising.py"}


@cache
def tree(path):
    return ast.parse((ROOT / path).read_text(), filename=str(path))


def imported(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def offenders(paths, finds):
    return {str(path): found for path in paths if (found := sorted(set(finds(path))))}


def test_there_is_something_to_check():
    assert len(SOURCES) > 150
    assert len(RULES) > 30


def test_rules_models_adapters_know_no_web():
    below_doors = [
        path
        for path in SOURCES
        if {"rules", "models", "adapters", "triage"} & set(path.parts[1:-1])
        and "admin" not in path.parts  # pages lie by the same subjects as rules
        and str(path) not in KNOW_HTTP
    ]
    assert not offenders(below_doors, lambda path: _reaching(path, WEB))


def test_only_the_transport_talks_to_the_network():
    others = [path for path in SOURCES if str(path) not in TALK and path.parent != TRANSPORT]
    assert not offenders(others, lambda path: _reaching(path, NETWORK))


def test_nobody_unpickles_or_evaluates():
    dangerous = ("pickle", "marshal", "shelve", "yaml")
    assert not offenders(SOURCES, lambda path: _reaching(path, dangerous))
    assert not offenders(
        SOURCES, lambda path: [name for name, _ in calls(path) if name in ("eval", "exec")]
    )


def test_rules_take_the_clock_and_the_person_and_never_look_for_them():
    """`now` and `actor` come from the door."""
    clocks = re.compile(
        r"(timezone|datetime|date|time)\.(now|utcnow|today|time|localtime|localdate)$"
    )
    # Throttling by monotonic time is no business moment; epochs open when a process first sees them.
    known = {"feedback_site/ledger/rules/recording.py"}
    assert not offenders(
        [path for path in RULES if str(path) not in known],
        lambda path: [name for name, node in calls(path) if clocks.search(name) and not node.args],
    )


def test_a_rule_takes_moment_version_and_reason_by_keyword():
    """Two dates or two texts in a row are swapped sooner or later."""

    def positional(path):
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                later = [arg.arg for arg in (node.args.posonlyargs + node.args.args)[1:]]
                yield from (
                    f"{node.name}: {name}" for name in later if name in ("now", "reason", "version")
                )

    assert not offenders(RULES, positional)


def test_errors_are_never_swallowed():
    def broad(path):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler) and (
                node.type is None
                or (
                    isinstance(node.type, ast.Name)
                    and node.type.id in ("Exception", "BaseException")
                )
            ):
                yield f"line {node.lineno}"
        for _name, node in calls(path):
            if any(keyword.arg == "fail_silently" for keyword in node.keywords):
                yield f"fail_silently, line {node.lineno}"

    # The reader of strangers' bytes, and what lets sweeps go on: both keep whatever goes wrong on a row
    # that a person sees, and say why there (docs/decisions/0012).
    assert set(offenders(SOURCES, broad)) == {
        "channels/rules/intake/accounting.py",
        "feedback_site/sweeping/rules/isolating.py",
    }


def test_no_signal_of_the_orm_is_listened_to():
    forbidden = ("post_save", "pre_save", "post_delete", "pre_delete", "m2m_changed")
    assert not offenders(
        SOURCES, lambda path: [name for name in imported(path) if name.endswith(forbidden)]
    )


def test_every_module_says_what_it_is_about_and_has_an_honest_name():
    named = [path for path in SOURCES if {path.stem, *path.parts} & BANNED_NAMES]
    silent = [
        path
        for path in SOURCES
        if (ROOT / path).read_text().strip() and not ast.get_docstring(tree(path))
    ]
    assert (named, silent) == ([], [])


def test_only_one_module_assigns_the_state_of_a_case():
    def assigns(path):
        for node in ast.walk(tree(path)):
            targets = node.targets if isinstance(node, ast.Assign) else []
            yield from (
                ast.unparse(one)
                for one in targets
                if re.fullmatch(r"(\w+\.)*case\.state", ast.unparse(one))
            )

    assert set(offenders([p for p in SOURCES if p.parts[0] != "channels"], assigns)) == {
        "cases/rules/lifecycle/moving.py"
    }


@pytest.mark.parametrize("path", MODELS, ids=str)
def test_one_public_model_in_a_file(path):
    models = [
        node.name
        for node in tree(path).body
        if isinstance(node, ast.ClassDef) and any("Model" in ast.unparse(b) for b in node.bases)
    ]
    assert len(models) <= 1 or path.name == "calendar.py", models


def _reaching(path, roots):
    return [
        name for name in imported(path) if any(name == r or name.startswith(f"{r}.") for r in roots)
    ]
