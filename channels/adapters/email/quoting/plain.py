"""What the sender wrote this time: quoted history, signature and disclaimer cut away."""

import re
from dataclasses import dataclass

from channels.adapters.email.quoting import words

LONGEST = 400_000  # characters looked at
MOST_LINES = 20_000
WRAPPED_AT = 60  # characters at which programs wrap quoted lines
WRAPPED = 4  # lines over which an attribution may be broken
SIGNATURE_RULE, SIGNATURE_LINES = 16, 6
BLOCK = 14  # lines in which a block of mail headers must show itself
CUT = "\ue0f5"  # stands in text for a place where the HTML says that history begins
DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
QUOTED = re.compile(r"^[ \t]{0,3}(?:[A-Z]{0,3}>|＞|&gt;|│|┃)")


def visible_reply(text: str, *, subject: str = "") -> str:
    """The reply without history, signature and disclaimer; the whole text where nothing else would be left.

    Answers written between quoted lines stay, with the lines they answer. Forwarded mail stays.
    """
    lines = [_bare(line) for line in _unsigned(text[:LONGEST]).split("\n")[:MOST_LINES]]
    forwarding = bool(words.FORWARDING_SUBJECT.match(subject))
    kept = _without_quotes(_above_history(lines, forwarding=forwarding))
    reply = "\n".join(_without_signature(kept)).strip()
    if reply:
        return reply
    return "\n".join(kept).strip() or _without_marks(lines)


def _unsigned(text: str) -> str:
    """The words between the lines that PGP puts around a text signed in place (RFC 4880, 7)."""
    found = words.CLEAR_SIGNED.search(text)
    if found is None:
        return text
    own = re.sub(r"^- ", "", found["text"], flags=re.MULTILINE)
    return f"{text[: found.start()]}{own}{text[found.end() :]}"


def _bare(line: str) -> str:
    """A line without what ends it; programs of right-to-left languages put marks around an address."""
    line = line.rstrip()
    return DIRECTIONS.sub("", line) if "@" in line and not line.isascii() else line


def _without_marks(lines: list[str]) -> str:
    """All of a mail that has no words of its own above its history; a bare quotation keeps its marks."""
    return "\n".join(line.replace(CUT, "") for line in lines).strip()


def _above_history(lines: list[str], *, forwarding: bool) -> list[str]:
    for at, line in enumerate(lines):
        if not line or QUOTED.match(line):
            continue
        if words.FORWARDED.match(line):
            return lines
        if line.startswith(CUT) and not forwarding:
            return lines[:at]
        if _history_begins(lines, at, forwarding=forwarding):
            above = lines[:at]
            while above and (not above[-1] or _is_rule(above[-1])):
                above.pop()
            return above if any(above) else lines
    return lines


def _is_rule(line: str) -> bool:
    return bool(words.RULE.match(line) or words.TITLED_RULE.match(line))


def _history_begins(lines: list[str], at: int, *, forwarding: bool) -> bool:
    line = lines[at]
    if len(line) > 400:
        return False
    if words.ABOVE_THIS_LINE.search(line):
        return True
    if forwarding:
        return False
    if words.SEPARATOR.match(line) or words.MESSAGE_OF.match(line) or words.NO_COLON.match(line):
        return True
    if _header_block(lines, at):
        return True
    return _unquoted_attribution(lines, at)


def _header_block(lines: list[str], at: int) -> bool:
    """Whether From, Sent, To and Subject lines begin here, as Outlook and QQ write above history."""
    first = words.HEADER.match(lines[at])
    if first is None or not (first["from"] or first["sent"]):
        return False
    if not first["from"] and not _from_comes(lines, at + 1):
        return False
    kinds = {_kind(first)}
    with_address = "@" in lines[at] or bool(words.DAY.search("".join(lines[at : at + 3])))
    for line in lines[at + 1 : at + BLOCK]:
        found = words.HEADER.match(line) if line else None
        if found is None:
            with_address = with_address or ("@" in line and len(kinds) == 1)
            continue
        kinds.add(_kind(found))
        with_address = with_address or ("@" in line and bool(found["from"]))
    return ("subject" in kinds and bool(kinds & {"sent", "to"})) or (
        with_address and {"sent", "to"} <= kinds
    )


def _from_comes(lines: list[str], at: int) -> bool:
    """Some programs put the date first."""
    following = next((line for line in lines[at : at + 2] if line), "")
    found = words.HEADER.match(following)
    return bool(found and found["from"])


def _kind(found: re.Match[str]) -> str:
    return next(name for name in ("from", "sent", "to", "subject", "other") if found[name])


def _attribution(lines: list[str], at: int) -> int:
    """How many lines an attribution ("On …, … wrote:") takes that begins here; 0 where none does."""
    if (
        not words.OPENERS.match(lines[at])
        and not words.DATED.match(lines[at])
        and not _ends_attribution(lines[at])
    ):
        return 0
    joined = ""
    for count in range(1, WRAPPED + 1):
        if (
            at + count > len(lines)
            or (count > 1 and not lines[at + count - 1])
            or len(joined) > 300
        ):
            return 0
        joined = f"{joined} {lines[at + count - 1].strip()}".strip()
        if _ends_attribution(joined) and words.CERTAIN.search(joined):
            return count
    return 0


def _ends_attribution(line: str) -> bool:
    if len(line) > 400 or not line.rstrip(" *\u00a0").endswith((":", "：", "-", "道", "---")):
        return False
    return _is_attribution(line) or bool(words.QUOTING.match(line))


def _is_attribution(line: str) -> bool:
    return bool(words.DATED.match(line) or words.ATTRIBUTION.match(line))


def _unquoted_attribution(lines: list[str], at: int) -> bool:
    """An attribution behind which the history stands without marks, or nothing stands."""
    count = _attribution(lines, at)
    head = _joined(lines, at, count)
    if not _is_attribution(head) or not words.EXACT.search(head):
        return False
    following = next((line for line in lines[at + count :] if line), "")
    return not QUOTED.match(following)


@dataclass(slots=True)
class _Block:
    quoted: bool
    lines: list[str]


def _without_quotes(lines: list[str]) -> list[str]:
    blocks = _blocks(lines)
    while blocks and (blocks[-1].quoted or not _says_something(blocks[-1])):
        if not blocks[-1].quoted and any(block.quoted for block in blocks) is False:
            break
        blocks.pop()
    if not blocks:
        return []
    if blocks[0].quoted and sum(block.quoted for block in blocks) == 1:
        blocks = blocks[1:]
    return [line for block in blocks for line in block.lines]


def _leads_to_quote(lines: list[str], at: int, count: int) -> bool:
    """Whether marked lines follow an attribution of so many lines; below a sure one nothing need follow."""
    following = next((line for line in lines[at + count :] if line), "")
    if not following:
        return _is_attribution(_joined(lines, at, count))
    return bool(QUOTED.match(following))


def _joined(lines: list[str], at: int, count: int) -> str:
    return " ".join(line.strip() for line in lines[at : at + count])


def _says_something(block: _Block) -> bool:
    """Whether there are words beside a signature: what stands below the history is often only that."""
    return any(line.strip() for line in _without_signature(block.lines, whole=False))


def _blocks(lines: list[str]) -> list[_Block]:
    """Stretches of quoted and of own lines; an attribution belongs to the quotation below it."""
    blocks: list[_Block] = []
    at = 0
    while at < len(lines):
        count = 0 if not lines[at] or QUOTED.match(lines[at]) else _attribution(lines, at)
        if count and _leads_to_quote(lines, at, count):
            at += count
            continue
        line = lines[at]
        quoted = (
            bool(QUOTED.match(line))
            or (not line and bool(blocks) and blocks[-1].quoted)
            or (at > 0 and _runs_over(lines[at - 1], line))
        )
        if not blocks or blocks[-1].quoted != quoted:
            blocks.append(_Block(quoted, []))
        blocks[-1].lines.append(line)
        at += 1
    if blocks and not blocks[0].quoted and not any(blocks[0].lines):
        blocks.pop(0)
    return blocks


def _runs_over(before: str, line: str) -> bool:
    """Whether a line without a mark is the end of a quoted one that a mail program wrapped."""
    if not (line and QUOTED.match(before)) or len(before) < WRAPPED_AT:
        return False
    return before[-1] not in ".?!:。？！：…" and (line[0].islower() or len(line.split()) == 1)


def _without_signature(lines: list[str], *, whole: bool = True) -> list[str]:
    """Cut at "-- ", at what phones add, and at disclaimers; `whole` keeps them where nothing stands above."""
    above = not whole
    for at, line in enumerate(lines):
        if not line:
            continue
        if above and (_begins_signature(lines, at) or _is_disclaimer(line)):
            lines = lines[:at]
            break
        above = True
    return _without_mobile_line(_trimmed(lines))


def _is_disclaimer(line: str) -> bool:
    return len(line) < 2_000 and bool(words.DISCLAIMER.match(line))


def _begins_signature(lines: list[str], at: int) -> bool:
    """The "-- " of the standard, or a long rule above a few short last lines."""
    if lines[at][:1] in "-—_|" and words.SIGNATURE.match(lines[at]):
        return True
    if len(lines[at]) < SIGNATURE_RULE or not words.RULE.match(lines[at]):
        return False
    below = [line for line in lines[at + 1 :] if line]
    return 0 < len(below) <= SIGNATURE_LINES and all(len(line) < 60 for line in below)


def _without_mobile_line(lines: list[str]) -> list[str]:
    """Without what a phone wrote among the last lines; the same words higher up are the sender's."""
    for at in range(len(lines) - 1, max(-1, len(lines) - 5), -1):
        if lines[at] and len(lines[at]) < 200 and words.MOBILE.match(lines[at]):
            return (
                _trimmed(lines[:at]) + lines[at + 1 :]
                if any(lines[at + 1 :])
                else _trimmed(lines[:at])
            )
    return lines


def _trimmed(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1] or words.RULE.match(lines[end - 1])):
        end -= 1
    return lines[:end]
