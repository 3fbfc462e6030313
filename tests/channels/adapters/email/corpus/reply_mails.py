# ruff: noqa: E501, ISC004  # mail is as long as mail is
"""Replies as mail programs build them, in a dozen languages: plain, HTML, below, between, signed."""

from html import escape

from tests.channels.adapters.email.corpus.reply_words import LANGUAGES
from tests.channels.adapters.email.corpus.sample import Sample, head, multipart, text_part

CARE = "care@photo.example"
SUBJECT = "Re: FB-7K3M-92QX"


def marked(text, mark="> "):
    return "\n".join(f"{mark}{line}".rstrip() for line in text.split("\n"))


def paragraphs(text, tag="div"):
    return "".join(f"<{tag}>{escape(line) or '<br>'}</{tag}>" for line in text.split("\n"))


def reply(klass, name, want, plain="", html="", subject=SUBJECT):
    parts = [text_part(plain)] if plain else []
    parts += [text_part(html, kind="html")] if html else []
    body = parts[0] if len(parts) == 1 else multipart("alternative", *parts)
    raw = head(subject=subject.encode(), more=["In-Reply-To: <0@photo.example>"]) + body
    return Sample(klass=klass, name=name, raw=raw, expect={"reply_text": want})


def attributed(tongue):
    """Gmail, Apple Mail, Thunderbird, Yahoo and 163: a line that tells who wrote, then the history."""
    for number, form in enumerate(tongue.dated):
        line = form.format(n=tongue.name, a=CARE)
        name = f"{tongue.code} {number}"
        old = marked(tongue.old)
        yield reply(
            "reply, plain", f"{name} marked", tongue.reply, f"{tongue.reply}\n\n{line}\n\n{old}\n"
        )
        yield reply(
            "reply, plain", f"{name} close", tongue.reply, f"{tongue.reply}\n{line}\n{old}\n"
        )
        yield reply("reply, below", name, tongue.reply, f"{line}\n{old}\n\n{tongue.reply}\n")
        yield reply("reply, plain", f"{name} after rule", tongue.reply,
                    f"{tongue.reply}\n\n-- \nMei Wang\n0912 345 678\n\n{line}\n{old}\n")  # fmt: skip
        if "@" in line:
            yield reply(
                "reply, unmarked", name, tongue.reply, f"{tongue.reply}\n\n{line}\n\n{tongue.old}\n"
            )
        shown, history = paragraphs(tongue.reply), paragraphs(tongue.old)
        for kind, html in (
            ("Gmail", f'<div dir="ltr">{shown}</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
             f'{escape(line)}<br></div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid">{history}</blockquote></div>'),
            ("Apple", f'<html><body dir="auto">{shown}<div dir="ltr"><br><blockquote type="cite">{escape(line)}<br><br></blockquote></div>'
             f'<blockquote type="cite"><div dir="ltr">{history}</div></blockquote></body></html>'),
            ("Thunderbird", f'<body>{shown}<br><div class="moz-cite-prefix">{escape(line)}<br></div><blockquote type="cite" cite="mid:0@x">{history}</blockquote></body>'),
            ("Yahoo", f'<div class="yahoo-style-wrap">{shown}</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div>{escape(line)}</div><div>{history}</div></div>'),
            ("163", f'<div style="line-height:1.7;font-size:14px">{shown}<br><p>{escape(line)}</p><blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; BORDER-LEFT: #ccc 1px solid">{history}</blockquote></div>'),
        ):  # fmt: skip
            yield reply("reply, HTML", f"{name} {kind}", tongue.reply, html=html)


def headed(tongue):
    """Outlook, Foxmail and QQ: a block of headers, then the history without marks."""
    wrote, sent, to, about = tongue.labels
    block = (
        f"{wrote}: {tongue.name} <{CARE}>\n{sent}: {tongue.sent}\n{to}: Mei Wang <mei@example.com>\n"
        f"{about}: FB-7K3M-92QX"
    )
    rule = "_" * 32
    for name, above in (
        ("Outlook", block), ("Outlook, wide colons", block.replace(": ", "："), ), ("Outlook web", f"{rule}\n{block}"),
        ("separator", f"-----{tongue.separator}-----\n{block}"), ("QQ", f"------------------ {tongue.separator} ------------------\n{block}"),
        ("stars", block.replace(f"{wrote}:", f"*{wrote}:*").replace(f"{sent}:", f"*{sent}:*")
         .replace(f"{to}:", f"*{to}:*").replace(f"{about}:", f"*{about}:*")),
        ("Zimbra", f"----- {tongue.separator} -----\n{block}"),
    ):  # fmt: skip
        if "wide" in name and not tongue.code.startswith(("zh", "ja")):
            continue
        text = f"{tongue.reply}\n\n{above}\n\n{tongue.old}\n"
        yield reply("reply, header block", f"{tongue.code} {name}", tongue.reply, text)
    lines = "<br>".join(
        f"<b>{escape(label)}:</b> {escape(value)}" for label, value in zip(
            tongue.labels, (f"{tongue.name} <{CARE}>", tongue.sent, "Mei <mei@example.com>", "FB-7K3M-92QX"), strict=True)
    )  # fmt: skip
    shown, history = paragraphs(tongue.reply, "p"), paragraphs(tongue.old, "p")
    for name, html in (
        ("Outlook desktop", f'<div class="WordSection1">{shown.replace("<p>", "<p class=MsoNormal>")}<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal">{lines}</p></div></div>{history}</div>'),
        ("Outlook web", f'<div class="elementToProof">{shown}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri" style="font-size:11pt">{lines}</font></div>{history}'),
        ("Outlook mobile", f'<div dir="ltr">{shown}</div><div id="ms-outlook-mobile-body-separator-line"><br></div><div class="ms-outlook-mobile-reference-message"><hr><div id="divRplyFwdMsg">{lines}</div></div>{history}'),
        ("Foxmail", f'<body><div>{shown}</div><hr style="width: 210px; height: 1px;" color="#b5c4df" size="1" align="left"><div><span>mei@example.com</span></div><blockquote style="margin-Top: 0px;"><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><div>{lines}</div></div>{history}</blockquote></body>'),
        ("QQ", f'<div>{shown}</div><div><includetail><div style="color:#000"><div style="font-size:12px;background:#efefef">{lines}</div>{history}</div></includetail></div>'),
        ("QQ, newer", f'<div>{shown}</div><div style="position:relative"><div style="font-size:12px">------------------&nbsp;{tongue.separator}&nbsp;------------------</div><div style="font-size:12px;background:#efefef;padding:8px;">{lines}</div>{history}</div>'),
    ):  # fmt: skip
        yield reply("reply, HTML", f"{tongue.code} {name}", tongue.reply, html=html)


def signed(tongue):
    """What phones and programs add themselves is not part of what was said."""
    line = tongue.dated[0].format(n=tongue.name, a=CARE)
    for words in tongue.mobile:
        name = f"{tongue.code} {words}"
        yield reply(
            "reply, mobile line",
            name,
            tongue.reply,
            f"{tongue.reply}\n\n{words}\n\n{line}\n{marked(tongue.old)}\n",
        )
        yield reply(
            "reply, mobile line", f"{name}, alone", tongue.reply, f"{tongue.reply}\n\n{words}\n"
        )


def between(tongue):
    """Answers between quoted lines stay, with the lines they answer."""
    line = tongue.dated[0].format(n=tongue.name, a=CARE)
    first, *_middle, last = (part for part in tongue.old.split("\n") if part)
    answer = tongue.reply.split("\n")[-1]
    text = f"{line}\n> {first}\n\n{answer}\n\n> {last}\n\nA12345\n"
    want = f"> {first}\n\n{answer}\n\n> {last}\n\nA12345"
    yield reply("reply, between", tongue.code, want, text)


def whole(tongue):
    """What begins nothing and quotes nothing stays whole, however it looks."""
    for name, text in (
        ("plain", tongue.reply),
        ("a list of dashes", f"{tongue.reply}\n- 4x6\n- 5x7\n-- A4"),
        ("a time and an address", f"{tongue.reply}\n2024-01-05 15:20 mei@example.com"),
    ):
        yield reply("reply, whole", f"{tongue.code} {name}", text, f"{text}\n")


def samples():
    ways = (attributed, headed, signed, between, whole)
    return [sample for tongue in LANGUAGES for way in ways for sample in way(tongue)]
