"""The pages of reports and where they stand below /admin/."""

from feedback_site.desk_pages import DeskPage, register_pages
from reports.admin import channel_health, drill, listening, orders, overview, promises, stores

register_pages(
    [
        DeskPage(route="reports/", view=overview.overview, name="reports_overview"),
        DeskPage(route="reports/figures.csv", view=overview.export, name="reports_export"),
        DeskPage(route="reports/cases/", view=drill.drill, name="reports_drill"),
        DeskPage(route="reports/promises/", view=promises.promises, name="reports_promises"),
        DeskPage(route="reports/stores/", view=stores.stores, name="reports_stores"),
        DeskPage(route="reports/orders/", view=orders.orders, name="reports_orders"),
        DeskPage(route="listening/", view=listening.listening, name="reports_listening"),
        DeskPage(route="listening/read/", view=listening.read, name="reports_read"),
        DeskPage(
            route="channels/health/", view=channel_health.channel_health, name="reports_channels"
        ),
        DeskPage(
            route="channels/alarms/<int:pk>/acknowledge/",
            view=channel_health.acknowledge,
            name="reports_alarm_acknowledge",
        ),
    ]
)
