"""What a connection of each kind must be told, and which of it is a secret."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels.account_fields import AccountField
from channels.kinds import AccountKind
from channels.mail_accounts import MAIL_OUT, MAIL_SERVICE, MAILBOX
from channels.sms_accounts import SMS

# Form of a secret of Standard Webhooks: base64, with or without their mark before it.
_BASE64 = r"(whsec_)?[A-Za-z0-9+/]{16,}={0,2}"
_POINTER = r"(/[^/]*)*"


def _path(
    code: str,
    label: Promise,
    default: str,
    *,
    help: str | Promise = "",  # noqa: A002 a field's word
) -> AccountField:
    return AccountField(
        code=code, label=label, is_required=False, default=default, pattern=_POINTER, help=help
    )


# Where each part of a message stands in the JSON that another messenger posts.
PATHS = (
    _path(
        "text_path",
        _("where the text stands"),
        "/text",
        help=_("A JSON pointer, such as /message/text"),
    ),
    _path("handle_path", _("where the sender's id stands"), "/from/id"),
    _path("name_path", _("where the name stands"), "/from/name"),
    _path("contact_path", _("where an e-mail address or phone number stands"), "/from/contact"),
    _path("conversation_path", _("where the conversation's id stands"), "/conversation"),
    _path(
        "files_path",
        _("where the addresses of files stand"),
        "/files/*/url",
        help=_("An asterisk stands for each entry of a list."),
    ),
    _path("language_path", _("where the language stands"), "/language"),
    _path("order_path", _("where the order number stands"), "/order"),
    _path("store_path", _("where the store's code stands"), "/store"),
    _path(
        "event_path",
        _("where the kind of event stands"),
        "",
        help=_("Only where not everything that is posted is a message."),
    ),
)


FIELDS: Mapping[AccountKind, tuple[AccountField, ...]] = MappingProxyType(
    {
        AccountKind.IMAP: MAILBOX,
        AccountKind.SMTP: MAIL_OUT,
        AccountKind.MAIL_WEBHOOK: MAIL_SERVICE,
        AccountKind.WECHAT: (
            AccountField(code="app_id", label="AppID"),
            AccountField(code="app_secret", label="AppSecret", is_secret=True),
            AccountField(code="token", label="Token", is_secret=True),
            AccountField(
                code="aes_key",
                label="EncodingAESKey",
                is_secret=True,
                is_required=False,
                pattern=r"[A-Za-z0-9]{43}",
                help=_("Once it is kept, callbacks that are not encrypted are refused."),
            ),
            AccountField(
                code="acknowledges",
                label=_("receipt of a message"),
                kind="choice",
                is_required=False,
                default="message",
                choices=(
                    ("message", _("as a message of its own, with the time by which we answer")),
                    ("at_once", _("in the answer to WeChat’s call")),
                ),
                help=_(
                    "Choose the second where the account has no right to customer-service messages: "
                    "other answers then go by mail, where an address is known."
                ),
            ),
            AccountField(
                code="greeting",
                label=_("greeting of new followers in simplified Chinese"),
                kind="long",
                is_required=False,
                help=_(
                    "Sent at once: in the language of whoever was here before, else all that are filled in. "
                    "All empty: nothing is sent."
                ),
            ),
            AccountField(
                code="greeting_zh_hant",
                label=_("greeting of new followers in traditional Chinese"),
                kind="long",
                is_required=False,
            ),
            AccountField(
                code="greeting_en",
                label=_("greeting of new followers in English"),
                kind="long",
                is_required=False,
            ),
        ),
        AccountKind.LINE: (
            AccountField(code="channel_secret", label="Channel secret", is_secret=True),
            AccountField(code="access_token", label="Channel access token", is_secret=True),
        ),
        AccountKind.SMS: SMS,
        AccountKind.WEBHOOK: (
            AccountField(
                code="secret",
                label=_("shared secret"),
                is_secret=True,
                pattern=_BASE64,
                help=_("In base64, as Standard Webhooks write it: whsec_…"),
            ),
            AccountField(
                code="old_secret",
                label=_("shared secret until now"),
                is_secret=True,
                is_required=False,
                pattern=_BASE64,
                help=_("Still accepted while the secret is being changed."),
            ),
            AccountField(
                code="reply_url",
                label=_("where our replies are posted"),
                is_required=False,
                pattern=r"https?://[^\s]+",
                help=_(
                    "Signed like theirs. Empty: customers are answered by mail where we know one."
                ),
            ),
            *PATHS,
            AccountField(
                code="event_value",
                label=_("what it says of a message"),
                is_required=False,
            ),
        ),
        AccountKind.CALL_CENTRE: (
            AccountField(
                code="secret",
                label=_("shared secret"),
                is_secret=True,
                help=_("As Standard Webhooks write it: whsec_ and Base64."),
            ),
            AccountField(
                code="answer_seconds",
                label=_("answer within (seconds)"),
                kind="number",
                default=30,
                is_required=False,
            ),
            AccountField(
                code="call_back_minutes",
                label=_("call back within (minutes of working time)"),
                kind="number",
                default=60,
                is_required=False,
            ),
            AccountField(
                code="calendar",
                label=_("code of the working times"),
                is_required=False,
                help=_("For calls that belong to no store. Empty: round the clock."),
            ),
        ),
        AccountKind.FEED: (
            AccountField(code="url", label=_("address of the feed")),
            AccountField(
                code="minutes", label=_("minutes between two looks"), kind="number", default=15
            ),
            AccountField(
                code="stars",
                label=_("stars that open a case"),
                kind="number",
                default=3,
                help=_(
                    "A review with at most so many stars becomes a case; others are kept to learn from."
                ),
            ),
            AccountField(
                code="days",
                label=_("days that open a case"),
                kind="number",
                default=30,
                help=_("A review older than this is kept to learn from."),
            ),
        ),
        AccountKind.WIDGET: (
            AccountField(
                code="origins",
                label=_("websites"),
                kind="origins",
                help=_(
                    "One a line, such as https://www.example.com. No other site can show the form."
                ),
            ),
            AccountField(
                code="store",
                label=_("code of the store"),
                is_required=False,
                help=_("Where the website does not name one."),
            ),
        ),
    }
)
