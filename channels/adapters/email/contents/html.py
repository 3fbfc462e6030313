"""HTML mail to readable text, and to HTML that is safe to show."""

import re
from collections.abc import Iterator
from html import unescape

import nh3
from lxml import etree

from channels.adapters.email.mime.header_words import without_surrogates

LONGEST = 3_000_000  # characters that are read
LONGEST_SHOWN, MOST_ENTITIES, MOST_TAGS, MOST_LEVELS = (
    1_500_000,
    100_000,
    60_000,
    400,
)  # that are sanitised
SILENT = frozenset(
    {
        "head",
        "style",
        "script",
        "title",
        "template",
        "noscript",
        "object",
        "xml",
        "meta",
        "link",
        "svg",
    }
)
PARAGRAPHS = frozenset(
    {"p", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table", "blockquote"}
)
BLOCKS = PARAGRAPHS | frozenset(
    {
        "div", "tr", "li", "dt", "dd", "section", "article", "header", "footer", "form", "fieldset",
        "center", "body",
        "address", "aside", "figure", "figcaption", "main", "nav", "thead", "tbody", "tfoot", "caption",
        "hr", "html",
    }
)  # fmt: skip
CELLS = frozenset({"td", "th"})
KEEPING = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
SPACES = re.compile("[ \t\r\n\x0b\x0c\u00a0\u2007\u202f]+")
TAG = re.compile(r"<[a-zA-Z/!][^<>]*>?")
SILENT_BLOCK = re.compile(
    r"<(style|script|head|title)\b[^<>]{0,2000}>[^<]*(?:<(?!/\1)[^<]*){0,2000}</\1\s*>|"
    r"<!--.{0,20000}?-->",
    re.IGNORECASE | re.DOTALL,
)
INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u034f]|\x00")
SHOWN_TAGS = frozenset(nh3.ALLOWED_TAGS) | {
    "font",
    "center",
    "section",
    "u",
    "s",
    "strike",
    "big",
    "tt",
}
SHOWN_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "font": {"color", "size", "face"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan", "align", "valign", "width"},
    "th": {"colspan", "rowspan", "align", "valign", "width"},
    "table": {"border", "cellpadding", "cellspacing", "width", "align"},
}  # fmt: skip


def parse_html(source: str) -> etree._Element | None:
    """The tree of an HTML mail, or nothing where there is none; never raises."""
    source = INVISIBLE.sub("", source[:LONGEST])
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        return etree.fromstring(without_surrogates(source).encode("utf-8"), parser)
    except (etree.LxmlError, ValueError):
        return None


def html_to_text(source: str) -> str:
    """What a reader sees of this HTML, a line for each block, without mark-up."""
    tree = parse_html(source)
    text = "" if tree is None else tree_to_text(tree)
    return text or _without_tags(source)


def _without_tags(source: str) -> str:
    """The words of HTML that the parser gave up on: too deep, or no mark-up at all."""
    text = TAG.sub(" ", SILENT_BLOCK.sub(" ", source[:LONGEST]))
    return SPACES.sub(" ", unescape(text)).strip()


def tree_to_text(tree: etree._Element) -> str:
    """The text of a parsed tree; walks without recursion, so depth costs nothing."""
    lines = _Lines()
    hidden_below: etree._Element | None = None
    for event, node in _events(tree):
        if hidden_below is not None:
            if event == "end" and node is hidden_below:
                hidden_below = None
                lines.add(node.tail)
            continue
        if event == "start" and _is_hidden(node):
            hidden_below = node
        elif event == "start":
            _enter(node, lines)
        else:
            _leave(node, lines, is_root=node is tree)
    return lines.text()


def _events(tree: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    return iter(etree.iterwalk(tree, events=("start", "end")))


def _is_hidden(node: etree._Element) -> bool:
    if (
        not isinstance(node.tag, str)
        or node.tag in SILENT
        or (":" in node.tag and node.tag.startswith("v:"))
    ):
        return True
    style = node.get("style")
    return bool(style) and len(style) < 2_000 and bool(HIDDEN.search(style))


def _keeps_lines(node: etree._Element) -> bool:
    """Whether breaks in its source are breaks: by its tag, or by its style."""
    style = node.get("style")
    is_styled = bool(style) and len(style) < 2_000 and bool(KEEPING.search(style))
    return node.tag == "pre" or is_styled


class _Lines:
    """Collects words into lines the way a browser would lay them out."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.line: list[str] = []
        self.preformatted = 0

    def add(self, text: str | None) -> None:
        if not text:
            return
        if not self.preformatted:
            self.line.append(SPACES.sub(" ", text))
            return
        first, *others = text.split("\n")
        self.line.append(first)
        for other in others:
            self.break_line(always=True)
            self.line.append(other)

    def break_line(self, *, always: bool = False) -> None:
        text = "".join(self.line)
        text = text.rstrip() if self.preformatted else re.sub(" {2,}", " ", text).strip()
        if text or always:
            self.done.append(text)
        self.line = []

    def leave_gap(self) -> None:
        self.break_line()
        if self.done and self.done[-1]:
            self.done.append("")

    def text(self) -> str:
        self.break_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.done)).strip()


def _enter(node: etree._Element, lines: _Lines) -> None:
    tag = node.tag
    if tag == "br":
        lines.break_line(always=True)
    elif tag in BLOCKS:
        lines.leave_gap() if tag in PARAGRAPHS else lines.break_line()
        if tag == "li":
            lines.add("- ")
    elif tag in CELLS and lines.line:
        lines.add(" ")
    lines.preformatted += _keeps_lines(node)
    lines.add(node.text)


def _leave(node: etree._Element, lines: _Lines, *, is_root: bool) -> None:
    tag = node.tag
    if tag in BLOCKS:
        lines.leave_gap() if tag in PARAGRAPHS else lines.break_line()
    elif tag in CELLS:
        lines.add(" ")
    lines.preformatted -= _keeps_lines(node)
    if not is_root:
        lines.add(node.tail)


def safe_html(source: str) -> str:
    """The HTML without scripts, styles, forms and remote anything; pictures only by cid or data address."""
    if not source:
        return ""
    if _is_bomb(source):
        text = html_to_text(source).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return f"<pre>{text}</pre>"
    return nh3.clean(
        source,
        tags=set(SHOWN_TAGS),
        attributes=SHOWN_ATTRIBUTES,
        attribute_filter=_local_pictures,
        clean_content_tags={"script", "style", "title", "template"},
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        link_rel="noopener noreferrer nofollow",
    )


def _is_bomb(source: str) -> bool:
    """HTML whose depth or size would cost the sanitiser seconds; people's mail has a hundredth of it."""
    if (
        len(source) > LONGEST_SHOWN
        or source.count("&") > MOST_ENTITIES
        or source.count("<") > MOST_TAGS
    ):
        return True
    if source.count("<") < MOST_LEVELS:
        return False
    tree = parse_html(source)
    depth = deepest = 0
    for event, _ in () if tree is None else etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest > MOST_LEVELS


def _local_pictures(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src" and not value.strip().lower().startswith("cid:"):
        return None
    return value
