"""The style guide: every component in all its states on one page, for those who build pages."""

from datetime import datetime, timedelta

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

STATES = (
    ("received", _("received")),
    ("triaged", _("triaged")),
    ("in_progress", _("in progress")),
    ("waiting", _("waiting")),
    ("resolved", _("resolved")),
    ("verifying", _("to verify")),
    ("closed", _("closed")),
    ("merged", _("merged")),
    ("rejected", _("rejected")),
    ("withdrawn", _("withdrawn")),
)
TONES = ("good", "warn", "bad", "info", "wait", "quiet")


class SampleForm(forms.Form):
    """Every kind of field that a page of ours uses."""

    name = forms.CharField(label=_("Your name"), help_text=_("Leave it empty to stay anonymous."))
    words = forms.CharField(label=_("What happened?"), widget=forms.Textarea)
    store = forms.ChoiceField(label=_("Store"), choices=[("", "–"), ("zs", "中山店")])
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        choices=[("1", "色偏"), ("2", "模糊"), ("3", "裁切"), ("4", "尺寸"), ("5", "延誤")],
    )
    subject = forms.ChoiceField(
        label=_("What is it about?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[(_("technical"), [("1", "色偏"), ("2", "模糊")]), (_("service"), [("5", "延誤")])],
    )
    agreed = forms.BooleanField(label=_("I have read the privacy notice."))
    photos = forms.FileField(
        label=_("Photos"), help_text=_("Up to 10 photos, 20 MB each."), required=False
    )


def style_guide(request: HttpRequest) -> HttpResponse:
    """Show the components; only to staff, or while developing."""
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    if request.GET.get("message"):
        messages.success(request, _("Saved."))
    return render(request, "style_guide.html", _samples())


def _samples() -> dict[str, object]:
    now = timezone.now()
    qr_code = segno.make("https://example.com/s/", micro=False).svg_inline(omitsize=True)
    return {
        "states": STATES,
        "tones": TONES,
        "steps": (1, 2, 3, 4, 5),
        "clean_form": SampleForm(prefix="clean"),
        "broken_form": SampleForm({}, prefix="broken"),
        "now": now,
        "in_a_while": now + timedelta(hours=26, minutes=10),
        "soon": now + timedelta(minutes=24),
        "late": now - timedelta(minutes=12),
        "events": _events(now),
        # The code's own markup, of digits and a path: nothing from outside is in it.
        "qr_svg": mark_safe(qr_code),  # noqa: S308
    }


def _events(now: datetime) -> list[dict[str, object]]:
    photo = {"name": "IMG_2041.HEIC", "url": "#files", "size": 2_411_724}
    return [
        {
            "at": now - timedelta(days=3),
            "kind": "customer",
            "title": _("You told us"),
            "text": "相片整批偏黃，膚色不自然，婚禮下週就要用，希望重印。",
            "files": [photo],
        },
        {"at": now - timedelta(days=3), "kind": "system", "title": _("We received it")},
        {
            "at": now - timedelta(days=2),
            "kind": "internal",
            "title": _("Note"),
            "who": "林師傅",
            "text": "三號機 ICC 設定跑掉，10/31 後的批次都可能有問題。",
        },
        {
            "at": now - timedelta(hours=5),
            "kind": "staff",
            "title": _("Answer"),
            "who": "印質小組",
            "text": "您好，確認是機台校色偏移，我們已重新校色並優先為您重印。",
        },
    ]
