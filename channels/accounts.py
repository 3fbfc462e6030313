"""What a connection of each kind must be told, and which of it is a secret."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from channels.kinds import AccountKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountField:
    """One thing to fill in; a secret is sealed, and never shown again.

    `kind` is text, number, switch or long; `default` stands where nothing was filled in.
    """

    code: str
    label: str | Promise
    kind: str = "text"
    is_secret: bool = False
    is_required: bool = True
    default: str | int | bool = ""
    help: str | Promise = ""


FIELDS: Mapping[AccountKind, tuple[AccountField, ...]] = MappingProxyType(
    {
        AccountKind.IMAP: (
            AccountField(code="host", label=_("server")),
            AccountField(code="port", label=_("port"), kind="number", default=993),
            AccountField(code="user", label=_("user name")),
            AccountField(code="password", label=_("password"), is_secret=True),
        ),
        AccountKind.MAIL_WEBHOOK: (
            AccountField(code="secret", label=_("shared secret"), is_secret=True),
        ),
        AccountKind.WECHAT: (
            AccountField(code="app_id", label="AppID"),
            AccountField(code="app_secret", label="AppSecret", is_secret=True),
            AccountField(code="token", label="Token", is_secret=True),
            AccountField(code="aes_key", label="EncodingAESKey", is_secret=True, is_required=False),
        ),
        AccountKind.LINE: (
            AccountField(code="channel_secret", label="Channel secret", is_secret=True),
            AccountField(code="access_token", label="Channel access token", is_secret=True),
        ),
        AccountKind.WEBHOOK: (
            AccountField(code="secret", label=_("shared secret"), is_secret=True),
        ),
        AccountKind.CALL_CENTRE: (
            AccountField(code="secret", label=_("shared secret"), is_secret=True),
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
    }
)
