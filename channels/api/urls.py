"""The API's routes."""

from django.urls import URLPattern, path
from drf_spectacular.views import SpectacularAPIView

from channels.api.purchases import PurchasesView
from channels.api.reference_page import reference_page
from channels.api.submissions import SubmissionsView, SubmissionView

app_name = "api"
urlpatterns: list[URLPattern] = [
    path("submissions/", SubmissionsView.as_view(), name="submissions"),
    path("submissions/<str:reference>/", SubmissionView.as_view(), name="submission"),
    path("purchases/", PurchasesView.as_view(), name="purchases"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", reference_page, name="docs"),
]
