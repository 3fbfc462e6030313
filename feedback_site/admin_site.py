"""The back office: unfold's admin site under a CSP that its widgets can live with."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from feedback_site.desk_frame import Frame, frame_of, is_menu_shut
from feedback_site.desk_pages import desk_context, registered
from feedback_site.first_page import panels, tiles
from feedback_site.live_numbers import numbers
from feedback_site.organisation.rules.branding import look_now, shop_name
from feedback_site.sign_in_form import SignInForm


class FeedbackAdminSite(UnfoldAdminSite):  # type: ignore[misc]
    """The staff back office; unfold needs a wider CSP than the rest of the site."""

    site_title = _("Feedback back office")
    site_header = _("Feedback back office")
    index_title = _("Overview")
    index_template = "admin/first_page.html"
    login_form = SignInForm

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Leave out "view on site": no row of ours has such a page, and it opens any table to a guess."""
        return [one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"]

    def extra_urls(self) -> list[URLPattern]:
        """Serve the apps' own pages before Django's catch-all."""
        return [
            path("numbers/", self.admin_view(numbers), name="numbers"),
            *(
                path(page.route, self.admin_view(page.view), name=page.name)
                for page in registered()
            ),
        ]

    def frame_of(self, request: HttpRequest, title: str, *, is_wide: bool) -> Frame:
        """Give the frame for a page that is no model's."""
        return frame_of(self, request, title, is_wide=is_wide)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Tell unfold's own pages too whether the menu beside them is put away, and the brand.

        Where people sign in, Django has a `site` of its own.
        """
        ours = {"is_menu_shut": is_menu_shut(request), "brand": look_now()}
        return {**super().each_context(request), **ours}

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show what waits for this person instead of a list of models."""
        needs, queues = tiles(request)
        context = desk_context(
            self, request, title=self.index_title, is_wide=False,
            needs=needs, queues=queues, panels=panels(request), **(extra_context or {}),
        )  # fmt: skip
        return TemplateResponse(request, self.index_template, context)

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Any:
        """Wrap every page of the back office with its own policy."""
        inner = super().admin_view(view, cacheable)
        return csp_replace(settings.ADMIN_CONTENT_SECURITY_POLICY)(inner)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """Show the shop's sign-in page, which Django does not pass through admin_view, in the same way."""
        policy = csp_replace(settings.ADMIN_CONTENT_SECURITY_POLICY)
        extra_context = {"site_title": shop_name(), **(extra_context or {})}
        signing_in: Callable[..., HttpResponseBase] = policy(super().login)
        response = signing_in(request, extra_context)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if isinstance(form, SignInForm) and form.locked is not None:
            response.status_code = form.locked.status
            response["Retry-After"] = str(form.locked.seconds)
        return response
