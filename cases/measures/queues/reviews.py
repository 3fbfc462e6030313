"""Reviews as the desk lists them: stars, words, whether answered, and the case of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from channels.models import PublicReply, Review
from channels.models.review import ReviewQuerySet
from feedback_site.organisation.models import User

ROWS = 50
VIEWS: Mapping[str, str | Promise] = {
    "unanswered": _("to be answered"),
    "bad": _("three stars or fewer"),
    "insights": _("kept as insights"),
    "all": _("all"),
}
_BAD = Decimal(3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """One review in the list; `reference` is its case's, "" where it has none that this person sees."""

    review: Review
    stars: str
    reference: str


def reviews_of(user: User, view: str, *, before: int | None = None) -> list[ReviewRow]:
    """List one view, newest first, one more than ROWS where there are more; two statements."""
    found = list(_view(Review.objects.visible_to(user), view, before)[: ROWS + 1])
    references = cases_of(user, found)
    return [
        ReviewRow(
            review=one, stars=signs(one.stars), reference=references.get(one.pk, "")
        )
        for one in found
    ]  # fmt: skip


def cases_of(user: User, reviews: list[Review]) -> dict[int, str]:
    """Give the references of the cases of these reviews that this person may see."""
    cases = Case.objects.visible_to(user).filter(submission__in=[one.pk for one in reviews])
    return dict(cases.values_list("submission_id", "reference"))


def replies_of(review: Review) -> list[PublicReply]:
    """List what we answered, or are about to."""
    return list(review.replies.select_related("author", "posted_by").order_by("written_at"))


def signs(stars: Decimal | None) -> str:
    """Draw stars; half of one is drawn as a half."""
    if stars is None:
        return ""
    whole = int(stars)
    half = stars != whole
    return "★" * whole + "½" * half + "☆" * (5 - whole - half)


def _view(reviews: ReviewQuerySet, view: str, before: int | None) -> QuerySet[Review]:
    narrowed = {
        "unanswered": reviews.unanswered(),
        "bad": reviews.filter(stars__lte=_BAD),
        "insights": reviews.filter(submission__is_insight=True),
    }.get(view, reviews)
    if before is not None:
        narrowed = narrowed.filter(pk__lt=before)
    return narrowed.select_related("submission__store", "submission__channel").order_by("-pk")
