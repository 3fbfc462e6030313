"""What we borrow from unfold: its words in Chinese, and the templates that we changed."""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
import unfold
from django.conf import settings
from django.utils.translation import trans_real

UNFOLD = Path(unfold.__file__).parent
WORDS = Path(settings.BASE_DIR) / "feedback_site" / "locale_unfold"
LOCALES = {"zh_Hant": "zh-hant", "zh_Hans": "zh-hans"}
# Digests of the originals that we copied and changed. When one differs after an upgrade: compare,
# bring their change into our copy, and write the new digest here.
COPIED = {
    "admin/base.html": "2ce9250b3c649e3a",
    "admin/nav_sidebar.html": "d61d8a2fd3fe3115",
    "unfold/helpers/edit_inline/tabular_heading.html": "eef46d03bc1655ad",
    "unfold/helpers/tab_actions.html": "2883f8c5b35d3085",
    "unfold/helpers/tab_items.html": "d23095f9525ae751",
    "unfold/helpers/welcomemsg.html": "e8eab02522ba2319",
    "unfold/layouts/base_simple.html": "f90e61e284c309cd",
    "unfold/layouts/skeleton.html": "66af9f0bb45f98ba",
    "unfold/layouts/unauthenticated.html": "768501529f1a8dae",
}


@pytest.fixture(scope="module")
def unfold_words(tmp_path_factory) -> list[polib.POEntry]:
    """Every translatable string of the installed unfold, as makemessages finds them."""
    folder = tmp_path_factory.mktemp("unfold")
    shutil.copytree(
        UNFOLD, folder / "unfold", ignore=shutil.ignore_patterns("static", "__pycache__", "locale")
    )
    (folder / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "zh_Hant", "-v0", "--no-wrap"]
    subprocess.run(command, cwd=folder, check=True, env={"PATH": "/usr/bin:/bin"})
    return list(polib.pofile(str(folder / "locale/zh_Hant/LC_MESSAGES/django.po")))


def known_to_django(entry: polib.POEntry, language: str) -> bool:
    key = f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid
    catalogues = trans_real.translation(language)._catalog._catalogs
    return any(catalogue.get(key) or catalogue.get((key, 0)) for catalogue in catalogues)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_word_of_unfold_is_translated(unfold_words, locale):
    ours = {
        (entry.msgctxt, entry.msgid)
        for entry in polib.pofile(str(WORDS / locale / "LC_MESSAGES" / "django.po"))
        if entry.translated()
    }
    assert len(unfold_words) > 150
    missing = [
        entry.msgid
        for entry in unfold_words
        if (entry.msgctxt, entry.msgid) not in ours and not known_to_django(entry, LOCALES[locale])
    ]
    assert missing == []


@pytest.mark.parametrize("locale", LOCALES)
def test_placeholders_survive_translation(locale):
    holes = re.compile(r"%\(\w+\)s|\{\w*\}|<[^>]+>")
    for entry in polib.pofile(str(WORDS / locale / "LC_MESSAGES" / "django.po")):
        said = entry.msgstr or entry.msgstr_plural[0]
        assert sorted(holes.findall(said)) == sorted(holes.findall(entry.msgid)), entry.msgid


@pytest.mark.parametrize("name", COPIED)
def test_the_original_of_our_copy_has_not_changed(name):
    original = (UNFOLD / "templates" / name).read_bytes()
    assert hashlib.sha256(original).hexdigest()[:16] == COPIED[name]
