"""Where the HTML of a mail program itself says that history begins."""

import re

from lxml import etree

from channels.adapters.email.contents.html import parse_html, tree_to_text
from channels.adapters.email.quoting import words
from channels.adapters.email.quoting.plain import CUT

QUOTING_CLASSES = frozenset(
    {
        "yahoo_quoted", "zmail_extra", "protonmail_quote", "tutanota_quote", "gmail_attr",
        "moz-cite-prefix", "freshdesk_quote",
        "ntes-mailmaster-quote", "quoted-text", "mail_quote", "yj6qo", "moz-email-headers-table",
        "cite", "replymessage",
        "hm-quote", "front-blockquote", "bluemail_quote", "mailbird-quote", "airmail_ext_on",
        "history_container", "wps_quote", "history-quote-wrapper", "lark-mail-quote",
        "__aliyun_previous_wrap", "alimail-quote", "spark_quote",
    }
)  # fmt: skip
QUOTING_IDS = re.compile(
    r"^(?:x_)*(?:yahoo_quoted|yiv\d+yahoo_quoted|isreplycontent|olk_src_body_section|"
    r"mail-editor-reference-message-container|reply-intro|"
    r"ntes-.*quote|original-content|qm_quote|replysplit|includetail|ymailquote|spm_quote|"
    r"mailquote|lark-mail-quote)",
    re.IGNORECASE,
)
CUTTING_IDS = re.compile(
    r"^(?:x_)*(?:appendonsend|divrplyfwdmsg|outlookmessageheader|stopspelling|zwchr|"
    r"ms-outlook-mobile-body-separator-line|divtagdefaultwrapper_reply|replyseparator)$",
    re.IGNORECASE,
)
SIGNING_CLASSES = frozenset(
    {
        "gmail_signature",
        "moz-signature",
        "protonmail_signature_block",
        "ms-outlook-mobile-signature",
        "apple-mail-signature",
        "gmail_signature_prefix",
        "front-signature",
    }
)
SIGNING_IDS = re.compile(
    r"^(?:x_)*(?:signature|ms-outlook-mobile-signature|ntes-.*signature|applemailsignature)",
    re.IGNORECASE,
)
BORDER = re.compile(
    r"border-top\s*:\s*(?:solid|[\d.]+p[tx])|border-width\s*:\s*1(?:\.0)?pt medium medium|"
    r"border-style\s*:\s*solid none none",
    re.IGNORECASE,
)
FROM_FIRST = re.compile(rf"^\s*\**(?:{words.FROM})\**\s*[:：]", re.IGNORECASE)
MOST_NODES = 60_000


def marked_text(source: str) -> str | None:
    """The HTML as text, history as "> " lines or led by CUT; nothing where no program left a sign."""
    tree = parse_html(source)
    if tree is None:
        return None
    found = False
    for node in _quoting_nodes(tree):
        found = _quote(node) or found
    for node in _cutting_nodes(tree):
        found = True
        _mark(node)
    return tree_to_text(tree) if found else None


def _classes(node: etree._Element) -> set[str]:
    return set((node.get("class") or "")[:500].lower().split())


def _quoting_nodes(tree: etree._Element) -> list[etree._Element]:
    """The outermost nodes that hold nothing but history, and signature nodes."""
    found: list[etree._Element] = []
    skipped: etree._Element | None = None
    for count, (event, node) in enumerate(etree.iterwalk(tree, events=("start", "end"))):
        if count > MOST_NODES:
            break
        if skipped is not None:
            skipped = None if event == "end" and node is skipped else skipped
        elif (
            event == "start"
            and isinstance(node.tag, str)
            and (_is_quote(node) or _is_signature(node))
        ):
            found.append(node)
            skipped = node
    return found


def _is_quote(node: etree._Element) -> bool:
    if node.tag == "includetail":
        return True
    classes = _classes(node)
    if node.tag == "blockquote":
        return (
            (node.get("type") or "").lower() == "cite"
            or "gmail_quote" in classes
            or bool(classes & QUOTING_CLASSES)
            or _is_drawn(node)
        )
    if classes & {"gmail_quote", "gmail_extra"}:
        return "gmail_quote" in classes and not any(True for _ in node.iter("blockquote"))
    return bool(classes & QUOTING_CLASSES or QUOTING_IDS.match(node.get("id") or ""))


def _is_drawn(node: etree._Element) -> bool:
    """A quotation by its looks: a bar at its left, as webmail without class names draws it."""
    style = (node.get("style") or "")[:1_000].lower()
    return bool(
        node.get("cite") or QUOTING_IDS.match(node.get("id") or "") or "border-left" in style
    )


def _is_signature(node: etree._Element) -> bool:
    return bool(_classes(node) & SIGNING_CLASSES or SIGNING_IDS.match(node.get("id") or ""))


def _quote(node: etree._Element) -> bool:
    """Turn a node into marked lines, unless it holds a forwarded mail; a signature vanishes."""
    text = tree_to_text(node)
    signature = _is_signature(node) and not _is_quote(node)
    if any(words.FORWARDED.match(line) for line in text.split("\n", 3)[:3]):
        return False
    if not signature and _is_forward_around(node):
        return False
    tail = node.tail
    node.clear()
    node.tail = tail
    node.tag = "pre"
    if not signature:
        node.text = "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
    return True


def _is_forward_around(node: etree._Element) -> bool:
    """Apple and Gmail put the words "Begin forwarded message" before the quotation."""
    before = node.getprevious()
    words_before = (
        tree_to_text(before)[-400:] if before is not None and isinstance(before.tag, str) else ""
    )
    own = (node.getparent().text or "") if node.getparent() is not None else ""
    return any(words.FORWARDED.match(line) for line in (*words_before.split("\n"), own.strip()))


def _cutting_nodes(tree: etree._Element) -> list[etree._Element]:
    found = []
    for count, node in enumerate(tree.iter()):
        if count > MOST_NODES:
            break
        if isinstance(node.tag, str) and _is_cut(node):
            found.append(node)
    return found[:1]


def _is_cut(node: etree._Element) -> bool:
    if CUTTING_IDS.match(node.get("id") or "") or "outlookmessageheader" in _classes(node):
        return True
    if node.get("data-marker") in {"__DIVIDER__", "__HEADERS__"}:
        return True
    style = node.get("style") or ""
    if node.tag == "hr":  # Foxmail's, above its signature
        return "width: 210px" in style and (node.get("color") or "") == "#b5c4df"
    if node.tag not in {"div", "p", "td"} or len(style) > 1_000 or not BORDER.search(style):
        return False
    return bool(FROM_FIRST.match(tree_to_text(node)[:200]))


def _mark(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is None:
        return
    mark = etree.Element("div")
    mark.text = CUT
    parent.insert(parent.index(node), mark)
