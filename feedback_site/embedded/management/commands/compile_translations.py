"""Compiles the catalogues of the site's languages, without GNU gettext."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import polib
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand

from feedback_site.embedded.home import PROJECT


class Command(BaseCommand):
    """Writes a .mo beside each of our .po that is newer; no other tool is needed for it."""

    help = "Compile every locale/*/LC_MESSAGES/django.po that is newer than its .mo."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer to compile all of them."""
        parser.add_argument("--force", action="store_true", help="compile what is up to date, too")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile what is older than its source."""
        for source in sorted(_catalogues()):
            target = source.with_suffix(".mo")
            if options["force"] or _is_older(target, source):
                _compile(source, target)
                if options["verbosity"] > 0:
                    self.stdout.write(f"compiled {source.relative_to(PROJECT)}")


def _catalogues() -> set[Path]:
    folders = {Path(folder) for folder in settings.LOCALE_PATHS}
    folders |= {Path(config.path) / "locale" for config in apps.get_app_configs()}
    ours = {folder for folder in folders if folder.is_relative_to(PROJECT) and _is_source(folder)}
    return {path for folder in ours for path in folder.glob("*/LC_MESSAGES/django*.po")}


def _is_source(folder: Path) -> bool:
    return ".venv" not in folder.relative_to(PROJECT).parts


def _is_older(target: Path, source: Path) -> bool:
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path, target: Path) -> None:
    """Write the whole file under another name first: a running site may be reading the old one."""
    draft = target.with_suffix(".mo.new")
    polib.pofile(str(source)).save_as_mofile(str(draft))
    draft.replace(target)
