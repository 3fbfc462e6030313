"""Where people sign in to the mail services that are known, and what is asked of them there (OAuth 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from channels.kinds import AccountKind

GOOGLE, MICROSOFT, OTHER = "google", "microsoft", "other_service"
# Of Microsoft: any organisation's, where its own is not named.
ANY_TENANT = "organizations"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A mail service: where one signs in, where tokens are, what is asked for, and what it wants said.

    Addresses name a tenant where the service has such.
    """

    sign_in_url: str
    token_url: str
    scopes: Mapping[AccountKind, str]
    more: Mapping[str, str] = field(default_factory=dict)


# Google: “OAuth 2.0 for Web Server Applications” and “IMAP, POP, and SMTP”. Microsoft: “OAuth 2.0
# authorization code flow” and “Authenticate an IMAP, POP or SMTP connection using OAuth”.
_ENTRA = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0"
_GMAIL = "https://mail.google.com/"
PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {
        GOOGLE: Provider(
            sign_in_url="https://accounts.google.com/o/oauth2/v2/auth",
            token_url="https://oauth2.googleapis.com/token",  # noqa: S106 an address
            scopes={AccountKind.IMAP: _GMAIL, AccountKind.SMTP: _GMAIL},
            # Without these it gives a refresh token once, and never again.
            more={"access_type": "offline", "prompt": "consent"},
        ),
        MICROSOFT: Provider(
            sign_in_url=f"{_ENTRA}/authorize",
            token_url=f"{_ENTRA}/token",
            scopes={
                AccountKind.IMAP: "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
                AccountKind.SMTP: "https://outlook.office.com/SMTP.Send offline_access",
            },
            more={"prompt": "select_account"},
        ),
    }
)


def provider_of(values: Mapping[str, object], kind: str) -> Provider:
    """Give the mail service that a connection names; what it was told itself comes before what is known."""
    known = PROVIDERS.get(str(values.get("provider") or ""))
    tenant = str(values.get("tenant") or ANY_TENANT)

    def told(code: str, usual: str) -> str:
        return str(values.get(code) or "") or usual.replace("{tenant}", tenant)

    asked = known.scopes.get(AccountKind(kind), "") if known else ""
    return Provider(
        sign_in_url=told("sign_in_url", known.sign_in_url if known else ""),
        token_url=told("token_url", known.token_url if known else ""),
        scopes={AccountKind(kind): told("scope", asked)},
        more=known.more if known else {},
    )
