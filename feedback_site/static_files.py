"""Our scripts' files in their released form: named by their content, and so are those that they import."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(ManifestStaticFilesStorage):
    """Else a module would import what a browser has kept under a plain name since the last release."""

    support_js_module_import_aggregation = True


class CompressedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """The same, with a compressed copy beside each."""

    support_js_module_import_aggregation = True
