"""The pages of reports and where they stand below /admin/."""

from feedback_site.desk_pages import DeskPage, register_pages
from reports.admin import drill, overview

register_pages(
    [
        DeskPage(route="reports/", view=overview.overview, name="reports_overview"),
        DeskPage(route="reports/figures.csv", view=overview.export, name="reports_export"),
        DeskPage(route="reports/cases/", view=drill.drill, name="reports_drill"),
    ]
)
