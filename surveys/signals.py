"""Bells of this app."""

from django.dispatch import Signal

# follow_up_id, attempt_id
follow_up_answered = Signal()
