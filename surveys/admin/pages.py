"""The pages of follow-up and where they stand below /admin/."""

from feedback_site.desk_pages import DeskPage, register_pages
from surveys.admin import call_list, call_sheet

register_pages(
    [
        DeskPage(route="follow-up/", view=call_list.call_list, name="surveys_call_list"),
        DeskPage(
            route="follow-up/<int:pk>/", view=call_sheet.call_sheet, name="surveys_call_sheet"
        ),
        DeskPage(
            route="follow-up/<int:pk>/number/",
            view=call_sheet.show_number,
            name="surveys_call_number",
        ),
        DeskPage(
            route="follow-up/<int:pk>/message/",
            view=call_sheet.send_message,
            name="surveys_call_message",
        ),
        DeskPage(
            route="follow-up/<int:pk>/give-up/",
            view=call_sheet.give_up,
            name="surveys_call_give_up",
        ),
        DeskPage(
            route="follow-up/<int:pk>/end/",
            view=call_sheet.end_without_asking,
            name="surveys_call_end",
        ),
    ]
)
