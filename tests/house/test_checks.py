"""What may not be combined in production is refused with words, and nothing else is."""

from pathlib import Path

import pytest
from celery.signals import worker_init
from django.conf import settings
from django.core.checks import run_checks

from feedback_site import checks

PRODUCTION = {
    "ZERO_SETUP": False,
    "TLS": True,
    "SITE_URL": "https://feedback.lumen.test",
    "ALLOWED_HOSTS": ["feedback.lumen.test"],
    "MAIL_DOMAIN": "lumen.test",
    "TRUSTED_PROXIES": 1,
    **{name: digit * 64 for name, digit in zip(checks.KEYS, "2345", strict=True)},
}


def found(wanted):
    messages = run_checks(include_deployment_checks=True)
    return [one.id for one in messages if one.id.startswith("feedback.") and one.id in wanted]


ALL = {*(f"feedback.E{number:03}" for number in range(1, 14)), "feedback.W001"}


@pytest.fixture
def production(settings):
    for name, value in PRODUCTION.items():
        setattr(settings, name, value)
    return settings


def test_a_production_that_fits_is_not_complained_of(production):
    assert found(ALL) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"DATA_KEY": "22"}, ["feedback.E001"]),
        ({"LEDGER_KEY": "x" * 64}, ["feedback.E001"]),
        ({"INDEX_KEY": "2" * 64}, ["feedback.E002"]),
        ({"SITE_URL": "feedback.lumen.test"}, ["feedback.E003"]),
        ({"SITE_URL": "https://feedback.lumen.test/"}, ["feedback.E003"]),
        ({"SITE_URL": "http://feedback.lumen.test"}, ["feedback.E004"]),
        ({"SITE_URL": "http://feedback.lumen.test", "TLS": False}, []),
        ({"ALLOWED_HOSTS": ["www.lumen.test"]}, ["feedback.E005"]),
        ({"ALLOWED_HOSTS": [".lumen.test"]}, []),
        ({"MAIL_DOMAIN": "feedback.example.com"}, ["feedback.E006"]),
        ({"MAIL_DOMAIN": "notexample.com"}, []),
        ({"TRUSTED_PROXIES": 0}, ["feedback.W001"]),
        ({"TRUSTED_PROXIES": 0, "TLS": False}, []),
    ],
)
def test_what_does_not_fit_is_named(production, changed, expected):
    for name, value in changed.items():
        setattr(production, name, value)

    assert found(ALL) == expected


def test_private_files_below_the_public_folder_are_refused(production, tmp_path):
    production.STATIC_ROOT = tmp_path
    production.MEDIA_ROOT = tmp_path / "media"
    production.LEDGER_ANCHOR_FILE = Path(f"{tmp_path}-beside/anchors.jsonl")

    assert found(ALL) == ["feedback.E007"]


def test_a_trial_copy_needs_no_address_of_its_own(production):
    production.ZERO_SETUP = True
    production.SITE_URL = "http://127.0.0.1:8000"
    production.MAIL_DOMAIN = "feedback.example.com"

    assert found(ALL) == []


def test_web_processes_and_workers_refuse_to_start_on_what_does_not_fit(production):
    checks.insist()
    production.DATA_KEY = "short"

    with pytest.raises(SystemExit, match="FEEDBACK_DATA_KEY must be 64 hex digits"):
        checks.insist()
    assert checks.insist in worker_init._live_receivers(None)


@pytest.mark.django_db
def test_the_server_is_asked_and_an_older_one_refused(monkeypatch):
    assert checks.server_fits(databases=["default"]) == []
    assert checks.server_fits(databases=None) == []

    monkeypatch.setattr(checks, "OLDEST_SERVER", 990_000)

    assert [one.id for one in checks.server_fits(databases=["default"])] == ["feedback.E008"]


def test_the_suite_has_settings_that_fit():
    assert settings.ZERO_SETUP
    assert checks.keys_fit() == []


def test_folders_that_take_no_files_are_named(production, tmp_path):
    (tmp_path / "a file").touch()
    production.MEDIA_ROOT = str(tmp_path / "to be made" / "media")
    production.LEDGER_ANCHOR_FILE = tmp_path / "a file" / "anchors.jsonl"

    assert [
        one.msg for one in run_checks(include_deployment_checks=True) if one.id == "feedback.E013"
    ] == [f"LEDGER_ANCHOR_FILE: {tmp_path}/a file cannot be written by this user."]
