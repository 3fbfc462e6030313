"""The API's routes to solutions, free times of stores, and limits and appointments of submissions."""

from django.urls import URLPattern, path

from cases.api.appointments import AppointmentView, SlotsView
from cases.api.limits import LimitsView
from cases.api.solutions import SolutionsView, SolutionView

app_name = "api_cases"
urlpatterns: list[URLPattern] = [
    path("submissions/<str:reference>/limits/", LimitsView.as_view(), name="limits"),
    path("submissions/<str:reference>/appointment/", AppointmentView.as_view(), name="appointment"),
    path("slots/", SlotsView.as_view(), name="slots"),
    path("solutions/", SolutionsView.as_view(), name="solutions"),
    path("solutions/<slug:code>/", SolutionView.as_view(), name="solution"),
]
