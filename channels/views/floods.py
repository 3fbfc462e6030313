"""What happens to a form when too many come: first a sum for the browser, then a wait.

Ordinary customers meet none of it. Above a source's calm number, or the site's, a form is taken
with a proof of work; without one (no JavaScript, no TLS) more slowly; and nobody sends without end.
"""

from datetime import datetime
from enum import Enum, auto

from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

from feedback_site.floods.gates import Gate, source_of
from feedback_site.floods.proofs import is_solved, new_challenge

# A store's customers may share one address; a person does not write ten times in ten minutes.
CALM = Gate(name="form", limit=10, seconds=600)
# All sources together: a thousand addresses with one form each are a flood as well.
SITE = Gate(name="site", limit=300, seconds=60)
PROVED = Gate(name="form_proved", limit=50, seconds=600)
SLOW = Gate(name="form_slow", limit=1, seconds=120)
EVERYBODY = "everybody"


class Verdict(Enum):
    """What becomes of a form before anybody looks at what it says."""

    TAKE = auto()
    PROVE = auto()
    WAIT = auto()


def judge(request: HttpRequest, *, now: datetime) -> Verdict:
    """Count a form that was sent, and say what becomes of it."""
    source = source_of(request)
    is_calm = CALM.admits(source, now=now)
    if SITE.admits(EVERYBODY, now=now) and is_calm:
        return Verdict.TAKE
    if is_solved(request.POST.get("proof", ""), now=now):
        return Verdict.TAKE if PROVED.admits(source, now=now) else Verdict.WAIT
    return Verdict.TAKE if SLOW.admits(source, now=now) else Verdict.PROVE


def challenge_for(request: HttpRequest, *, now: datetime) -> str:
    """Give the sum that a form shown now must bring back; empty, as a rule."""
    is_busy = CALM.is_full(source_of(request), now=now) or SITE.is_full(EVERYBODY, now=now)
    return new_challenge(now=now) if is_busy else ""


def explain(verdict: Verdict, form: Form, *, now: datetime) -> int:
    """Write into a form why it was not taken, and give the seconds after which it will be."""
    words, seconds = reason(verdict, now=now)
    form.add_error(None, words)
    return seconds


def reason(verdict: Verdict, *, now: datetime) -> tuple[str, int]:
    """Say why a form was not taken, and in how many seconds it will be."""
    if verdict == Verdict.PROVE:
        seconds = SLOW.opens_in(now)
        words = _(
            "Very much is being sent just now. Your browser does a short sum for us, so that machines"
            " have it harder; then send it once more. Without that, try again in %(n)d minutes."
        )
    else:
        seconds = PROVED.opens_in(now)
        words = _(
            "Too much was sent from your connection in a short time. Please try again in %(n)d minutes."
        )
    return words % {"n": -(-seconds // 60)}, seconds
