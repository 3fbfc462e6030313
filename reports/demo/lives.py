"""Living: a story is taken in and followed through the rules, at the times of its own."""

import logging
from collections.abc import Callable, Mapping
from types import MappingProxyType

from feedback_site.errors import FeedbackError
from reports.demo import desk_steps, ending_steps
from reports.demo.life import Life

log = logging.getLogger(__name__)

STEPS: Mapping[str, Callable[[Life], None]] = MappingProxyType(
    {
        "triage": desk_steps.triage,
        "claim": desk_steps.claim,
        "answer": desk_steps.answer,
        "note": desk_steps.note,
        "write": desk_steps.write,
        "promise": desk_steps.promise,
        "keep": desk_steps.keep,
        "wait": desk_steps.wait,
        "resume": desk_steps.resume,
        "resolve": desk_steps.resolve,
        "resolve_just_now": desk_steps.resolve_just_now,
        "propose": desk_steps.propose,
        "reject": desk_steps.reject,
        "withdraw": desk_steps.withdraw,
        "merge": desk_steps.merge,
        "duplicate": desk_steps.duplicate,
        "no_answer": ending_steps.no_answer,
        "confirm": ending_steps.confirm,
        "object": ending_steps.object_to_it,
        "decline": ending_steps.decline,
        "confirm_by_link": ending_steps.confirm_by_link,
        "mail_and_give_up": ending_steps.mail_and_give_up,
        "no_contact": ending_steps.no_contact,
        "reopen": ending_steps.reopen,
    }
)


def live(life: Life) -> None:
    """Take the item in, open its case, and follow the plan as far as today allows."""
    life.begin()
    steps = life.plan.steps
    for number, step in enumerate(steps):
        life.reach(step, left=len(steps) - number)
        if life.is_over:
            return
        try:
            STEPS[step](life)
        except FeedbackError as refused:
            # As in life: an escalation came in between, or a time is over. The story ends there.
            log.debug("story %s ends at “%s”: %s", life.plan.number, step, refused)
            break
    life.now = life.until
    life.look()
