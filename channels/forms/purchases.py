"""What is asked about a file of purchases: the file, then its columns and its currency."""

from django import forms
from django.utils.translation import gettext_lazy as _

from channels.adapters.purchases import FIELDS, NEEDED
from channels.forms.columns import ColumnsOf, TableField
from channels.purchases import is_currency


class PurchasesForm(forms.Form):
    """One file."""

    file = TableField(
        label=_("File"),
        help_text=_("CSV, Excel (.xlsx) or JSON lines, up to 20 MB and 5,000 rows."),
    )


class ColumnsForm(ColumnsOf):
    """The column of each field, and the currency of amounts."""

    known, needed = FIELDS, NEEDED

    currency = forms.CharField(
        label=_("Currency, where none is named"), max_length=3, initial="TWD",
        help_text=_("Three letters, such as TWD, HKD or CNY."),
    )  # fmt: skip

    def clean_currency(self) -> str:
        """Take it in small letters too."""
        code: str = self.cleaned_data["currency"].strip().upper()
        if not is_currency(code):
            raise forms.ValidationError(_("Write three letters, such as TWD."))
        return code
