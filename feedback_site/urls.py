"""The street map; each app brings its own doors."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from feedback_site.brand_pages import brand_css, brand_logo
from feedback_site.style_guide import style_guide


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the three things a customer can do here."""
    return render(request, "home.html")


# Programs without pages get here when they first need an address of one.
admin.autodiscover()

handler500 = "feedback_site.health.server_error"
urlpatterns = [
    # First, for each is compared with in turn: a submission passed by seventy others.
    path("api/v1/", include("channels.api.urls"), {"version": "v1"}),
    path("api/v1/", include("cases.api.urls"), {"version": "v1"}),
    path("", home, name="home"),
    path("brand.css", brand_css, name="brand_css"),
    path("brand/logo", brand_logo, name="brand_logo"),
    path("style-guide/", style_guide, name="style_guide"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("channels.urls")),
    path("", include("cases.urls")),
    path("", include("surveys.urls")),
    path("", include("reports.urls")),
    path("admin/", admin.site.urls),
    path("favicon.ico", RedirectView.as_view(url=settings.STATIC_URL + "feedback/favicon.svg")),
]
