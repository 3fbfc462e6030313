"""What a connection to a mailbox, to a server that sends, or to a mail service must be told."""

from django.utils.translation import gettext_lazy as _

from channels.account_fields import AccountField
from channels.oauth_providers import GOOGLE, MICROSOFT, OTHER

EXCHANGE_ONLINE = "exchange_online"
# How an item says that Exchange Online vouches; no host has a name with a blank in it.
UNNAMED_EXCHANGE = "exchange online"
_AT_MICROSOFT = (".office365.com", ".outlook.com", ".outlook.cn")
# Of Amazon SNS: arn:partition:sns:region:account:name.
TOPIC = r"arn:(aws[a-z-]*):sns:([a-z0-9-]{1,40}):\d{12}:[A-Za-z0-9_-]{1,256}"
_CHECKED_BY = AccountField(
    code="checked_by",
    label=_("server whose checks of senders count"),
    is_required=False,
    pattern=r"[A-Za-z0-9.-]{1,253}",
    help=_(
        "The name that its Authentication-Results headers begin with, such as mx.google.com. Empty: a case "
        "number in a subject proves nothing, and such a mail opens a case of its own that is linked."
    ),
)
# How an account signs in; the second and third are also what OAuth 2 calls those grants.
PASSWORD, REFRESH_TOKEN, CLIENT = "password", "refresh_token", "client_credentials"
_BY_TOKEN = (REFRESH_TOKEN, CLIENT)
_OAUTH_WORDS = _("Sign-in by OAuth 2")
# Secrets go there: encrypted, or to a server on this machine.
_ADDRESS = r"https://[^\s/]+/\S*|http://(localhost|127\.0\.0\.1)(:\d+)?/\S*"
_OAUTH = (
    AccountField(
        code="provider",
        label=_("mail service"),
        kind="choice",
        is_required=False,
        default=OTHER,
        choices=(
            (OTHER, _("another one: its addresses are entered below")),
            (GOOGLE, "Google (Gmail)"),
            (MICROSOFT, "Microsoft 365"),
        ),
        group=_OAUTH_WORDS,
        help=_("Of the two that are named all addresses are known, and what to ask for."),
    ),
    AccountField(
        code="tenant",
        label=_("tenant"),
        is_required=False,
        pattern=r"[A-Za-z0-9.-]{1,100}",
        group=_OAUTH_WORDS,
        help=_("Microsoft 365 only: the ID or the domain of your organisation."),
    ),
    AccountField(
        code="sign_in_url",
        label=_("address of the sign-in page"),
        is_required=False,
        pattern=_ADDRESS,
        group=_OAUTH_WORDS,
        help=_("Only of another mail service, and to sign in by the button above."),
    ),
    AccountField(
        code="token_url",
        label=_("address of tokens"),
        is_required=False,
        needed_by=_BY_TOKEN,
        unless=(GOOGLE, MICROSOFT),
        pattern=_ADDRESS,
        group=_OAUTH_WORDS,
        help=_("Only of another mail service."),
    ),
    AccountField(
        code="client_id",
        label=_("client ID"),
        is_required=False,
        needed_by=_BY_TOKEN,
        group=_OAUTH_WORDS,
        help=_("Shown where the application is registered."),
    ),
    AccountField(
        code="client_secret",
        label=_("client secret"),
        is_secret=True,
        is_required=False,
        needed_by=(CLIENT,),
        group=_OAUTH_WORDS,
    ),
    AccountField(
        code="refresh_token",
        label=_("refresh token"),
        is_secret=True,
        is_required=False,
        group=_OAUTH_WORDS,
        help=_(
            "It comes by itself when a person signs in by the button above; or enter one that you have. "
            "One that takes its place is kept by itself."
        ),
    ),
    AccountField(
        code="scope",
        label=_("scope"),
        is_required=False,
        needed_by=(CLIENT,),
        group=_OAUTH_WORDS,
        help=_(
            "As an application: https://outlook.office365.com/.default. As a person it may stay empty, or be "
            "https://mail.google.com/ for Gmail."
        ),
    ),
)
_SIGNS_IN = AccountField(
    code="signs_in",
    label=_("sign-in"),
    kind="choice",
    is_required=False,
    default=PASSWORD,
    choices=(
        (PASSWORD, _("user name and password")),
        (REFRESH_TOKEN, _("OAuth 2, as a person who allowed it (Gmail, Microsoft 365)")),
        (CLIENT, _("OAuth 2, as an application (Microsoft 365)")),
    ),
    help=_("Microsoft 365 and Gmail no longer take passwords."),
)
_PASSWORD = AccountField(
    code="password", label=_("password"), is_secret=True, is_required=False, needed_by=(PASSWORD,)
)
# A letter goes out by this server in place of the one in the settings.
MAIL_OUT: tuple[AccountField, ...] = (
    AccountField(
        code="host",
        label=_("server"),
        help=_("Gmail: smtp.gmail.com. Microsoft 365: smtp.office365.com."),
    ),
    AccountField(
        code="security",
        label=_("encryption"),
        kind="choice",
        default="starttls",
        choices=(
            ("starttls", _("STARTTLS (usual, port 587)")),
            ("tls", _("TLS from the start (port 465)")),
            ("none", _("none (only for a server on this machine)")),
        ),
    ),
    AccountField(code="port", label=_("port"), kind="number", default=587),
    AccountField(code="user", label=_("user name")),
    AccountField(
        code="sender",
        label=_("address that letters come from"),
        is_required=False,
        pattern=r"[^\s@<>]{1,64}@[^\s@<>]{1,190}",
        help=_(
            "Empty: the user name. Mail services send only in the name of the mailbox that signed in."
        ),
    ),
    _SIGNS_IN,
    _PASSWORD,
    *_OAUTH,
)
MAILBOX: tuple[AccountField, ...] = (
    AccountField(code="host", label=_("server")),
    AccountField(
        code="security",
        label=_("encryption"),
        kind="choice",
        default="tls",
        choices=(
            ("tls", _("TLS from the start (usual, port 993)")),
            ("starttls", _("STARTTLS (port 143)")),
            ("none", _("none (only for a server on this machine)")),
        ),
    ),
    AccountField(code="port", label=_("port"), kind="number", default=993),
    AccountField(code="user", label=_("user name")),
    _SIGNS_IN,
    _PASSWORD,
    *_OAUTH,
    AccountField(code="folder", label=_("folder to read"), default="INBOX"),
    AccountField(
        code="start",
        label=_("begin with"),
        kind="choice",
        is_required=False,
        default="now",
        choices=(
            ("now", _("mail that arrives from now on; what lies there stays untouched")),
            ("all", _("everything that lies in the folder")),
        ),
        help=_("Each mail that is taken in opens a case with its limits, and is answered."),
    ),
    AccountField(
        code="handled_folder",
        label=_("folder for mail that was taken in"),
        is_required=False,
        default="Feedback handled",
        help=_("It is made if it is missing. Leave it empty to leave mail where it is."),
    ),
    AccountField(
        code="failed_folder",
        label=_("folder for mail that could not be read"),
        is_required=False,
        default="Feedback failed",
        help=_("It is made if it is missing. Leave it empty to leave mail where it is."),
    ),
    AccountField(
        code="authority",
        label=_("certificate of the server's authority (PEM)"),
        kind="long",
        is_required=False,
        help=_("Only where the server's certificate is your own."),
    ),
    AccountField(
        code="vouches",
        label=_("who checks senders"),
        kind="choice",
        is_required=False,
        default="named",
        choices=(
            ("named", _("the server that is named below")),
            (EXCHANGE_ONLINE, _("Exchange Online (Microsoft 365), which gives no name")),
        ),
        help=_("Only whom it passes may continue a case by a number in the subject."),
    ),
    _CHECKED_BY,
)
MAIL_SERVICE: tuple[AccountField, ...] = (
    AccountField(
        code="service",
        label=_("mail service"),
        kind="choice",
        default="mailgun",
        choices=(
            ("mailgun", "Mailgun"),
            ("postmark", "Postmark"),
            ("sendgrid", "SendGrid"),
            ("ses", "Amazon SES (SNS)"),
            ("raw", _("any other: raw MIME in the body of the request")),
        ),
    ),
    AccountField(
        code="secret",
        label=_("shared secret"),
        is_secret=True,
        is_required=False,
        needed_by=("mailgun", "postmark", "sendgrid", "raw"),
        help=_(
            "Mailgun: the HTTP webhook signing key, and “mime” behind the address to call. "
            "Others: user:password, written into the address to call."
        ),
    ),
    AccountField(
        code="topic",
        label=_("ARN of the topic"),
        is_required=False,
        needed_by=("ses",),
        pattern=TOPIC,
        help=_(
            "Amazon SES only, instead of a secret: arn:aws:sns:… Subscribe the address above to it "
            "by HTTPS, without raw message delivery; we confirm that by ourselves."
        ),
    ),
    AccountField(
        code="bucket",
        label=_("bucket of large mails"),
        is_required=False,
        pattern=r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        help=_(
            "Amazon SES only, for mails above 150 KB: the bucket of the rule's action “Deliver to S3 "
            "bucket”, with the topic above as its SNS topic."
        ),
    ),
    AccountField(
        code="bucket_key",
        label=_("access key of the bucket"),
        is_required=False,
        pattern=r"[A-Za-z0-9]{4,128}",
        help=_("Of a user who may read its objects. Empty: the role of this machine."),
    ),
    AccountField(
        code="bucket_secret", label=_("secret key of the bucket"), is_secret=True, is_required=False
    ),
    _CHECKED_BY,
)


def is_at_microsoft(host: str) -> bool:
    """Whether a mailbox lies with Exchange Online, where nobody else writes into its mail."""
    return f".{host.strip().rstrip('.').lower()}".endswith(_AT_MICROSOFT)
