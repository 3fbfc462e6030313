"""The back office: unfold's admin site under a CSP that its widgets can live with."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite


class FeedbackAdminSite(UnfoldAdminSite):  # type: ignore[misc]
    """The staff back office; unfold needs a wider CSP than the rest of the site."""

    site_title = _("Feedback back office")
    site_header = _("Feedback back office")

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Any:
        """Wrap every page of the back office with its own policy."""
        inner = super().admin_view(view, cacheable)
        return csp_replace(settings.ADMIN_CONTENT_SECURITY_POLICY)(inner)
