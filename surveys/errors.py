"""What can be wrong with a follow-up."""

from django.utils.translation import gettext_lazy as _

from feedback_site.errors import FeedbackError


class SurveyError(FeedbackError):
    """A follow-up step cannot be taken."""

    code = "survey_error"


class FollowUpDone(SurveyError):
    """The follow-up has its answer already."""

    code = "follow_up_done"
    message = _("This follow-up has been answered already.")
    status = 409


class AttemptMeanwhile(SurveyError):
    """An attempt was recorded since the sheet was opened."""

    code = "attempt_meanwhile"
    message = _(
        "Another attempt was recorded since you opened this sheet. Look at the history, then record yours."
    )
    status = 409
