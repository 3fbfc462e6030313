"""Non-delivery reports: RFC 3464 ones, and the prose of mail servers that never heard of it."""

import email
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from flufl.bounce import all_failures

from channels.adapters.email.machines.bounce_words import (
    GIVEN_UP,
    PROSE,
    STILL_TRYING,
    STRONG_PROSE,
    SUBJECTS,
    TROUBLE,
)
from channels.adapters.email.mime.entities import Entity, Grower, read_headers

# It tells of each of its detectors, for each mail.
logging.getLogger("flufl.bounce").setLevel(logging.WARNING)
LONGEST = 200_000  # bytes of a suspected bounce that the prose detectors read
MOST_RECIPIENTS = 200
ADDRESS = re.compile(
    r"[A-Za-z0-9_.+=/!#$%&'*?^`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)
MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^<>\s]{3,250}>)", re.IGNORECASE | re.MULTILINE)
STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
REPLY_CODE = re.compile(r"(?<![\d.])([45])[0-5]\d(?=[ -])")
MACHINES = re.compile(
    r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|daemon|postmaster|post[-_.]?master|"
    r"bounces?|mailerdaemon|"
    r"mail[-_.]?delivery.*|mailsystem|mail[-_.]?system|mta|smtp|microsoftexchange[0-9a-f]*|"
    r"internet|system|"
    r"symantec.*|prodmail|systemadministrator|administrator|mailadmin|amavis.*|nobody|noreply|"
    r"no-reply|10000|bounce[-+_].*|dsn|ndr|undeliverable)$",
    re.IGNORECASE,
)
DAEMON = re.compile(rb"mailer-daemon|post[-_.]?master", re.IGNORECASE)
MACHINE_NAMES = re.compile(
    r"mail(?:er)? ?(?:delivery|daemon|administrator|system|router)|system administrator|"
    r"postmaster|delivery (?:sub)?system|"
    r"internet mail|microsoft (?:exchange|outlook)|系统退信|系統退信|邮件系统|郵件系統|mail transfer|"
    r"message transfer|smtp",
    re.IGNORECASE,
)
ANSWERED = re.compile(
    r"^\s*(?:re|fwd?|aw|wg|sv|vs|回复|回覆|转发|轉寄|答复|答覆|fw)\s*[:：]", re.IGNORECASE
)
CODE = re.compile(
    r"\b5[0-5]\d[ -]|\b5\.\d\.\d\b|\b4\.\d\.\d\b|<[^<>\s]+@[^<>\s]+>|----|unable to|MTA|SMTP"
)
FAILED, DELAYED = ("fail", "error", "undeliver", "rejected"), ("delay", "warn", "deferred")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """Who did not get a mail of ours, whether for good, and which mail it was as far as the report says.

    `delayed` reports say that a server still tries: nothing has come back yet. `doubtful` ones have nothing
    but words, from an address that is no machine's: a person who quotes a report writes just so.
    """

    recipients: tuple[str, ...] = ()
    permanent: bool = True
    original_message_id: str = ""
    status: str = ""
    delayed: bool = False
    doubtful: bool = False


def find_bounce(
    root: Entity, *, subject: str, sender: str, sender_name: str, text: str
) -> Bounce | None:
    """Read a mail as a non-delivery report; nothing where it is none.

    People forward and quote reports: without the form of RFC 3464, manner and words must agree.
    """
    if _is_receipt(root):
        return _rejected_receipt(root, subject=subject, text=text)
    report = _by_form(root)
    if report is not None:
        return report
    if _says_delivered(root) or (ANSWERED.match(subject) and not _from_machine(root)):
        return None
    if root.header("x-failed-recipients"):
        return _by_prose(
            root, text, also=root.header("x-failed-recipients").decode("ascii", "replace")
        )
    if _suspected(root, subject=subject, sender=sender, sender_name=sender_name, text=text):
        return _by_prose(root, text)
    if not _from_machine(root):
        is_like_one = _is_like_one(root, subject=subject, sender=sender, text=text)
        return replace(_by_prose(root, text), doubtful=True) if is_like_one else None
    return _wrapped(root) if SUBJECTS.search(subject) else None


def _wrapped(root: Entity) -> Bounce | None:
    """A report that a gateway wrapped into another mail, or of which it lost the body."""
    inner = [part for part in root.walk() if part.content_type == "message/rfc822"]
    if len(inner) == 1:
        return _by_form(Grower(inner[0].content).grow())
    empty = root.content_type == "multipart/report" and not root.parts
    return _by_prose(root, "") if empty else None


def _report_type(root: Entity) -> str:
    return root.parameters.get("report-type", b"").decode("ascii", "replace").strip().lower()


def _is_receipt(root: Entity) -> bool:
    if root.content_type != "multipart/report":
        return False
    types = {part.content_type for part in root.parts}
    told = {"message/disposition-notification", "message/feedback-report"}
    return _report_type(root) in {"disposition-notification", "feedback-report"} or bool(
        types & told
    )


def _rejected_receipt(root: Entity, *, subject: str, text: str) -> Bounce | None:
    """Some servers refuse mail for a full box with a disposition notification."""
    refused = re.search(
        r"was automatically rejected|automatically rejected",
        f"{subject}\n{text[:2_000]}",
        re.IGNORECASE,
    )
    return _by_prose(root, text) if refused else None


def _by_form(root: Entity) -> Bounce | None:
    reports = list(_status_parts(root))
    formal = root.content_type == "multipart/report" and _report_type(root) in {
        "delivery-status",
        "",
    }
    if not reports or not (formal or _from_machine(root)):
        return None
    failed, delayed, status = [], [], ""
    for fields in (block for part in reports for block in _blocks(part)):
        action = fields.get("action", "").lower()
        who = _recipient(fields)
        code = STATUS.search(fields.get("status", "")) or STATUS.search(
            fields.get("diagnostic-code", "")
        )
        if action.startswith(FAILED) or (not action and who and code and code[1] == "5"):
            failed.append(who)
            status = status or (code[0] if code else "")
        elif action.startswith(DELAYED) or (not action and who and code and code[1] == "4"):
            delayed.append(who)
            status = status or (code[0] if code else "")
    if not failed and not delayed:
        return None
    return Bounce(
        recipients=_unique(failed or delayed),
        permanent=bool(failed) and not status.startswith("4"),
        original_message_id=_original_id(root),
        status=status,
        delayed=not failed,
    )


def _says_delivered(root: Entity) -> bool:
    """A report of success only: delivered, relayed, expanded."""
    actions = [
        fields["action"].lower()
        for part in _status_parts(root)
        for fields in _blocks(part)
        if fields.get("action")
    ]
    return bool(actions) and all(
        action.startswith(("deliver", "relay", "expand")) for action in actions
    )


def _status_parts(root: Entity) -> Iterator[Entity]:
    kinds = {"message/delivery-status", "message/global-delivery-status"}
    return (part for part in root.walk() if part.content_type in kinds)


def _blocks(part: Entity) -> Iterator[dict[str, str]]:
    content = part.content[:LONGEST].replace(b"\r\n", b"\n")
    for block in re.split(rb"\n[ \t]*\n", content)[:MOST_RECIPIENTS]:
        headers, _ = read_headers(block.lstrip(b"\n"), 0, len(block))
        yield {name: value.decode("utf-8", "replace") for name, value in reversed(headers)}


def _recipient(fields: dict[str, str]) -> str:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        found = ADDRESS.search(fields.get(name, "").rpartition(";")[2])
        if found:
            return found[0]
    return ""


def _unique(addresses: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address for address in addresses if address))[:MOST_RECIPIENTS]


def _original_id(root: Entity) -> str:
    found = MESSAGE_ID.search(root.raw_body[-LONGEST:]) or MESSAGE_ID.search(
        root.raw_body[:LONGEST]
    )
    if found is None:
        for part in root.parts:
            found = found or MESSAGE_ID.search(part.content[:LONGEST])
    return found[1].decode("ascii", "replace") if found else ""


def _from_machine(root: Entity) -> bool:
    return_path = root.header("return-path").strip()
    if (
        return_path == b"<>"
        or root.header("from").strip() == b"<>"
        or b"mailer-daemon" in return_path.lower()
        or root.header("x-failed-recipients")
    ):
        return True
    return bool(DAEMON.search(root.header("from")))


def _is_daemon(root: Entity) -> bool:
    """A mail daemon by name, in whose words the library finds recipients."""
    named = b"mailer-daemon" in (root.header("from") + root.header("return-path")).lower()
    return named and any(_recipients_by_prose(root))


def _suspected(root: Entity, *, subject: str, sender: str, sender_name: str, text: str) -> bool:
    local = sender.partition("@")[0]
    head = text[:6_000]
    said, strong = bool(SUBJECTS.search(subject)), bool(STRONG_PROSE.search(head))
    named = bool(ADDRESS.search(head))
    if _from_machine(root):
        return (
            (said and bool(PROSE.search(head) or TROUBLE.search(head)))
            or (strong and named)
            or _is_daemon(root)
        )
    machine_like = bool(MACHINES.match(local) or MACHINE_NAMES.search(sender_name)) or not sender
    if not machine_like or (root.header("in-reply-to") and sender):
        return False
    return said and bool(PROSE.search(head)) and (named or strong)


def _is_like_one(root: Entity, *, subject: str, sender: str, text: str) -> bool:
    """Whether a mail from no machine's address reads like a report: some servers write under any name."""
    head = text[:6_000]
    if root.header("in-reply-to") and sender:
        return False
    if not (SUBJECTS.search(subject) and STRONG_PROSE.search(head)):
        return False
    by_hand = root.header("x-mailer") or root.header("user-agent")
    returned = any(part.content_type == "message/rfc822" for part in root.parts) and not by_hand
    return returned or bool(ADDRESS.search(head) and CODE.search(head))


def _by_prose(root: Entity, text: str, *, also: str = "") -> Bounce:
    temporary, permanent = _recipients_by_prose(root)
    listed = ADDRESS.findall(also)
    found = [*listed, *permanent] or temporary or _first_addresses(text)
    status = STATUS.search(text[:8_000])
    code = REPLY_CODE.search(text[:8_000])
    lasting = not temporary or bool(listed or permanent)
    if lasting and not permanent and not listed:
        lasting = (status[1] if status else code[1] if code else "5") != "4"
    return Bounce(
        recipients=_unique(found),
        permanent=lasting,
        original_message_id=_original_id(root),
        status=status[0] if status else "",
        delayed=bool(STILL_TRYING.search(text[:4_000])) and not GIVEN_UP.search(text[:4_000]),
    )


def _first_addresses(text: str) -> list[str]:
    return ADDRESS.findall(text[:3_000])[:1]


def _recipients_by_prose(root: Entity) -> tuple[list[str], list[str]]:
    """Recipients by the library's detectors of some forty servers' prose: for now, for good."""
    message = email.message_from_bytes(root.raw[:LONGEST])
    try:
        temporary, permanent = all_failures(message)
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
        AssertionError,
        KeyError,
        IndexError,
    ):
        return [], []
    return _texts(temporary), _texts(permanent)


def _texts(addresses: frozenset[bytes]) -> list[str]:
    return sorted(address.decode("ascii", "replace") for address in addresses if b"@" in address)
