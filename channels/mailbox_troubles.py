"""What keeps us out of a mailbox or from sending by one, and what somebody can do about it."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# Parts of errors as they are kept, in English; whoever reads one is told in their own language what to do.
PASSWORD_REFUSED = "user name or password"  # noqa: S105 words
TOKEN_REFUSED = "it does not take the access token"  # noqa: S105 words
NO_TOKEN_SERVER = "the token address cannot be asked"  # noqa: S105 words
NOBODY_SIGNED_IN = "nobody has signed in to it yet"
SENDER_REFUSED = "it does not let us send"
NO_ENCRYPTION = "without encryption only on this machine"
_SAID = "the token address says "

_ADVICE: Mapping[str, str | Promise] = MappingProxyType(
    {
        PASSWORD_REFUSED: gettext_lazy(
            "Check user name and password. Microsoft 365 and Gmail no longer take passwords: choose to sign "
            "in by OAuth 2 below."
        ),
        TOKEN_REFUSED: gettext_lazy(
            "The token was given out, and the mailbox refuses it. Check that the user name is the address of "
            "the mailbox and that IMAP is switched on for it. Microsoft 365: the application needs "
            "IMAP.AccessAsApp and full access to this mailbox. Gmail: the scope must be "
            "https://mail.google.com/."
        ),
        NOBODY_SIGNED_IN: gettext_lazy(
            "Let whoever owns the mailbox sign in, by the button under “Setting it up”, or enter a refresh "
            "token that you have."
        ),
        SENDER_REFUSED: gettext_lazy(
            "Check user name and password or, with OAuth 2, that the user name is the mailbox that signed in "
            "and that it may send by SMTP. Microsoft 365: switch on “Authenticated SMTP” for the mailbox; an "
            "application needs SMTP.SendAsApp. Gmail: the scope must be https://mail.google.com/."
        ),
        NO_TOKEN_SERVER: gettext_lazy(
            "Check the address of tokens: it begins with https:// and leads out of your own network."
        ),
        f"{_SAID}invalid_grant": gettext_lazy(
            "The refresh token no longer holds: it ran out, was taken back, or the password was changed. Let "
            "somebody sign in to the mailbox once more, and enter the new refresh token below."
        ),
        f"{_SAID}invalid_client": gettext_lazy(
            "The client ID or the client secret is wrong, or the secret ran out. Make a new secret where the "
            "application is registered, and enter it below."
        ),
        f"{_SAID}unauthorized_client": gettext_lazy(
            "The application may not sign in this way. Allow it where the application is registered, and let "
            "an administrator consent."
        ),
        f"{_SAID}invalid_scope": gettext_lazy(
            "The scope is not known there. Microsoft 365: https://outlook.office365.com/.default for an "
            "application; Gmail: https://mail.google.com/."
        ),
        _SAID: gettext_lazy(
            "Check the address of tokens, the client ID and its secret against what the mail service shows "
            "for the application."
        ),
    }
)


def said(code: str) -> str:
    """Name the error with which tokens were refused; only its code, for its words may hold an address."""
    known = re.sub(r"[^A-Za-z0-9_-]", "", code)
    return f"{_SAID}{known[:60] or 'no'}"


def advice_on(error: str, *, is_out: bool = False) -> str:
    """Say what to do about an error that is kept on a connection to a mailbox; "" where nothing is known.

    Nothing is lost by any of them: mail waits at its server, and what goes out (`is_out`) in the outbox.
    """
    for part, words in _ADVICE.items():
        if part in error:
            waits = _("Nothing is lost: the mail waits in the mailbox until then.")
            waits_here = _("Nothing is lost: letters wait in the outbox, and are tried again.")
            return f"{words} {waits_here if is_out else waits}"
    return ""
