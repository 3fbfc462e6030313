"""Who of the staff may see a conversation: downstream apps know, and say so when they start."""

from collections.abc import Callable

from feedback_site.organisation.models import User

# A member of staff and the id of a conversation.
MaySee = Callable[[User, int], bool]
_checks: list[MaySee] = []


def register_entitlement(check: MaySee) -> None:
    """Add one way of being entitled; call it from AppConfig.ready(). A second call adds nothing."""
    if check not in _checks:
        _checks.append(check)


def may_see(user: User, conversation_id: int) -> bool:
    """Whether any app entitles this person to the conversation; nobody is, while none has spoken."""
    return any(check(user, conversation_id) for check in _checks)
