"""Bells of this app: past participles, ids only, no answer expected."""

from django.dispatch import Signal

# submission_id, is_awaited: somebody looks at the page that comes next
submission_received = Signal()
# message_id: somebody wrote on a conversation that exists already
message_received = Signal()
# message_id: its customer took it back
message_taken_back = Signal()
# no ids: files of messages here are still to be fetched
files_expected = Signal()
# outgoing_id
message_delivered = Signal()
# outgoing_id
message_refused = Signal()
# outgoing_id: a row is in the outbox and may be handed over now
outgoing_enqueued = Signal()
