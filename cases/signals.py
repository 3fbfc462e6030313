"""Bells of this app: past participles, ids only, no answer expected."""

from django.dispatch import Signal

# case_id, event_id
case_moved = Signal()
# case_id
case_opened = Signal()
# run_id
incident_run_asked = Signal()
