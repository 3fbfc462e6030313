"""The desk's pages and where they stand below /admin/."""

from channels.admin import kept_mail, outbox
from feedback_site.desk_pages import DeskPage, register_pages

register_pages(
    [
        DeskPage(route="outgoing-mail/", view=kept_mail.kept_mails, name="channels_mail"),
        DeskPage(
            route="outgoing-mail/<int:pk>/", view=kept_mail.kept_mail, name="channels_mail_read"
        ),
        DeskPage(
            route="outgoing-mail/<int:pk>/raw/", view=kept_mail.raw_mail, name="channels_mail_raw"
        ),
        DeskPage(route="outbox/", view=outbox.outbox, name="channels_outbox"),
        DeskPage(
            route="outbox/<int:pk>/again/", view=outbox.send_again, name="channels_outbox_again"
        ),
    ]
)
