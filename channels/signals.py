"""Bells of this app: past participles, ids only, no answer expected."""

from django.dispatch import Signal

# submission_id, is_awaited: somebody looks at the page that comes next
submission_received = Signal()
# message_id: somebody wrote on a conversation that exists already
message_received = Signal()
# message_id: its customer took it back
message_taken_back = Signal()
# customer_id: their service tier changed
customer_tiered = Signal()
# no ids: files of messages here are still to be fetched
files_expected = Signal()
# outgoing_id
message_delivered = Signal()
# outgoing_id
message_refused = Signal()
# outgoing_id: a row is in the outbox and may be handed over now
outgoing_enqueued = Signal()
# chat_id: the customer wrote a line that the assistant should answer
chat_line_kept = Signal()
# chat_id: a person took the chat on
chat_taken = Signal()
# message_id: a person wrote in a chat
chat_answered = Signal()
# message_id: a reply of ours was found beside a review
review_answered = Signal()
# version_id, has_helped, language: what a customer said of an answer of the assistant
chat_judged = Signal()
# submission_id: its customer, unknown until now, left a contact
customer_named = Signal()
