"""The tables of follow-up."""

from surveys.models.attempt import CallAttempt
from surveys.models.follow_up import FollowUp

__all__ = ["CallAttempt", "FollowUp"]
