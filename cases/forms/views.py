"""Keeping a view: its name, and for whom."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.measures.queues.orderings import ORDERS
from cases.measures.queues.queues import QUEUES


class ViewForm(forms.Form):
    """What a view is called; which queue and which order is looked at comes with the page."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=40)
    queue = forms.ChoiceField(choices=[(code, code) for code in QUEUES])
    ordering = forms.ChoiceField(choices=[(code, code) for code in ORDERS], required=False)
    is_shared = forms.BooleanField(label=_("for colleagues too"), required=False)
