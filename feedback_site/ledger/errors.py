"""What can be wrong with the ledger."""

from django.utils.translation import gettext_lazy as _

from feedback_site.errors import FeedbackError


class LedgerBroken(FeedbackError):
    """A record was changed, removed, added late or put in another order."""

    code = "ledger_broken"
    message = _("The ledger does not verify: %(place)s")
    status = 500
