"""The API's routes to standard solutions and to the limits of submissions."""

from django.urls import URLPattern, path

from cases.api.limits import LimitsView
from cases.api.solutions import SolutionsView, SolutionView

app_name = "api_cases"
urlpatterns: list[URLPattern] = [
    path("submissions/<str:reference>/limits/", LimitsView.as_view(), name="limits"),
    path("solutions/", SolutionsView.as_view(), name="solutions"),
    path("solutions/<slug:code>/", SolutionView.as_view(), name="solution"),
]
