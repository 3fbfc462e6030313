"""The API's routes to standard solutions."""

from django.urls import URLPattern, path

from cases.api.solutions import SolutionsView, SolutionView

app_name = "api_cases"
urlpatterns: list[URLPattern] = [
    path("solutions/", SolutionsView.as_view(), name="solutions"),
    path("solutions/<slug:code>/", SolutionView.as_view(), name="solution"),
]
