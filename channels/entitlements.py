"""Who of the staff may see a conversation: downstream apps know, and say so when they start."""

from collections.abc import Callable

from feedback_site.organisation.models import User

# A member of staff and the id of a conversation.
MaySee = Callable[[User, int], bool]
_checks: list[MaySee] = []
# The same of a single message: a case may have been split off by it.
_message_checks: list[MaySee] = []


def register_entitlement(check: MaySee) -> None:
    """Add one way of being entitled; call it from AppConfig.ready(). A second call adds nothing."""
    if check not in _checks:
        _checks.append(check)


def register_message_entitlement(check: MaySee) -> None:
    """Add one way of being entitled to a single message; a second call adds nothing."""
    if check not in _message_checks:
        _message_checks.append(check)


def may_see_message(user: User, conversation_id: int, message_id: int) -> bool:
    """Whether any app entitles this person to the conversation, or to this message of it alone."""
    return may_see(user, conversation_id) or any(
        check(user, message_id) for check in _message_checks
    )


def may_see(user: User, conversation_id: int) -> bool:
    """Whether any app entitles this person to the conversation; nobody is, while none has spoken."""
    return any(check(user, conversation_id) for check in _checks)
