"""Our scripts' files in their released form: named by their content, and so are those that they import."""

from typing import Any

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Addresses(ManifestStaticFilesStorage):
    """Remembers the addresses of files: a page asks for two dozen, and they change with a release alone."""

    # Else a module would import what a browser has kept under a plain name since the last release.
    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:  # type: ignore[override]
        """Where a file is found."""
        if force:
            return super().url(name, force)
        known = self._addresses.get(name)
        if known is None:
            known = self._addresses[name] = super().url(name, force)
        return known


class HashedFiles(Addresses):
    """Files named by their content."""


class CompressedFiles(Addresses, CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """The same, with a compressed copy beside each."""
