"""What can go wrong at a door; the raw item is kept in every case."""

from django.utils.translation import gettext_lazy as _

from feedback_site.errors import FeedbackError


class ChannelError(FeedbackError):
    """Something about an item that came in or goes out."""

    code = "channel_error"


class UnreadableIntake(ChannelError):
    """The item is stored but could not be read; it waits in the queue of failed items."""

    code = "unreadable_intake"
    message = _("The item is stored but could not be read: %(why)s")


class FilesAway(ChannelError):
    """The storage of files does not take or give any now; the item waits, with its bytes, for a later try."""

    code = "files_away"
    message = _("The storage of files does not answer.")
    status = 503


class RecordsErased(ChannelError):
    """What a conversation began with was erased, and with it the key of its files."""

    code = "records_erased"
    message = _("The records of this case were erased: no file can be added to it.")
    status = 409


class TooLateToTakeBack(ChannelError):
    """The answer has left the house, or is on its way."""

    code = "too_late_to_take_back"
    message = _(
        "The answer is out already: it cannot be taken back. Write once more to put it right. "
        "Nothing was changed."
    )
    status = 409


class ComesTooEarly(ChannelError):
    """The item speaks of one that is not read yet; it waits for a later try."""

    code = "comes_too_early"
    message = _("The item speaks of a message that is not here yet.")
    status = 503


class UnreadableFile(ChannelError):
    """A file of reviews cannot be read as rows."""

    code = "unreadable_file"
    message = _("The file cannot be read: %(why)s.")


class SourceRefused(ChannelError):
    """A source answers, but not with what we came for."""

    code = "source_refused"
    message = _("The source cannot be read: %(why)s")


class NoInsight(ChannelError):
    """There is a case of this feedback already, or there will be one."""

    code = "no_insight"
    message = _("There is a case of this already.")
    status = 409


class NothingSaid(ChannelError):
    """A reply without a word, or posted nowhere."""

    code = "nothing_said"
    message = _("Write the reply, and say where it was posted.")


class AlreadyPosted(ChannelError):
    """A reply is posted once."""

    code = "already_posted"
    message = _("This reply was marked as posted already.")
    status = 409


class WrongMapping(ChannelError):
    """The columns of a file do not say what was said, or a column is named that is not there."""

    code = "wrong_mapping"
    message = _("Say which column holds the words, or the stars; each column may be named once.")


class WrongColumns(ChannelError):
    """A file of purchases is read in once its number and its day are named."""

    code = "wrong_columns"
    message = _(
        "Say which column is the order number and which is the date, and name no column twice. Nothing "
        "was read in."
    )


class MissingSource(ChannelError):
    """Neither a column nor a word says where the reviews of a file stand."""

    code = "missing_source"
    message = _(
        "Say where these reviews stand, or which column says so: each site counts its own ids."
    )


class NotWaiting(ChannelError):
    """A file is confirmed once."""

    code = "not_waiting"
    message = _("This file is being read in, or was read in or forgotten already.")
    status = 409


class WrongText(ChannelError):
    """A letter holds what it may not, or lacks what it must have."""

    code = "wrong_text"
    message = _("This text cannot go out: %(why)s")


class NotADraft(ChannelError):
    """The version is not in the state that this asks for."""

    code = "not_a_draft"
    message = _("This version was published or taken back in the meantime.")
    status = 409


class NoConsent(ChannelError):
    """Nothing is written down of a talk before all agreed to that."""

    code = "no_consent"
    message = _("Not everybody has agreed yet that it is written down.")


class TooManyParticipants(ChannelError):
    """More took part than one talk keeps; nothing of it is written down."""

    code = "too_many_participants"
    message = _(
        "%(n)s took part, and one talk keeps %(most)s. Nothing was saved: write the others down as a "
        "second talk."
    )


class UnknownParticipant(ChannelError):
    """A statement is by somebody who took part."""

    code = "unknown_participant"
    message = _("Choose who said it.")


class NoAdapter(ChannelError):
    """Nothing can read items of this kind yet."""

    code = "no_adapter"
    message = _("Nothing can read items of kind %(kind)s yet.")


class AlreadyAccounted(ChannelError):
    """The item has its one disposition already."""

    code = "already_accounted"
    message = _("This item has been dealt with already.")
    status = 409


class AlreadyAcknowledged(ChannelError):
    """Somebody is at this alarm already, or it is over."""

    code = "already_acknowledged"
    message = _("A colleague is at this already, or it is over.")
    status = 409


class MissingReason(ChannelError):
    """An item is dismissed only with a reason."""

    code = "missing_reason"
    message = _("Give a reason, so that others can follow it later.")


class KeyReused(ChannelError):
    """An idempotency key came again with another body."""

    code = "idempotency_key_reused"
    message = _("This Idempotency-Key was used with another body. Use a new key.")
    status = 422


class KeyInUse(ChannelError):
    """A twin of this request is being worked on."""

    code = "idempotency_key_in_use"
    message = _("The same request is being processed. Try again in a moment.")
    status = 409


class DeliveryDelayed(ChannelError):
    """The other side cannot take the message now; a later try may work."""

    code = "delivery_delayed"
    message = _("The message could not be handed over yet: %(why)s")


class RelayAway(DeliveryDelayed):
    """The mail relay itself does not answer: other messages need not try now either."""

    code = "relay_away"


class StillAway(RelayAway):
    """The mail relay did not answer, or did not let us in, a moment ago: this time it was not asked."""

    code = "still_away"


class SendingRefused(RelayAway):
    """The server by which all letters go does not let us in: somebody must mend the connection."""

    code = "sending_refused"
    message = _("The server for outgoing mail refused: %(why)s")


class NotConnected(DeliveryDelayed):
    """The other side does not know our secrets any more: somebody must mend the connection."""

    code = "not_connected"
    message = _("The connection itself is refused: %(why)s")


class AnswerLost(DeliveryDelayed):
    """Nobody knows whether the other side took the message: it was asked, and its answer did not arrive."""

    code = "answer_lost"


class NoCarrier(DeliveryDelayed):
    """No connection for texts is in use: a text waits for one until its own time is over."""

    code = "no_carrier"


class DeliveryRefused(ChannelError):
    """The other side will never take the message."""

    code = "delivery_refused"
    message = _("The message was refused: %(why)s")


class NumberRefused(DeliveryRefused):
    """Texts never reach this number: it is none, takes none, or whoever holds it asked for none."""

    code = "number_refused"

    def __init__(self, *, why: str, is_asked: bool = False) -> None:
        super().__init__(why=why)
        self.is_asked = is_asked


class NoAnswer(ChannelError):
    """Another server could not be asked, or answered too slowly; a later try may work."""

    code = "no_answer"
    message = _("The other side did not answer: %(why)s")


class MailboxRefused(ChannelError):
    """A mail server does not let us do what we must: sign in, open a folder, fetch."""

    code = "mailbox_refused"
    message = _("The mail server refused: %(why)s")


class SignInRefused(MailboxRefused):
    """A mail server does not take the name and the password or token that we gave it."""

    code = "sign_in_refused"


class ConsentRefused(ChannelError):
    """Whoever signed in brought nothing by which a mailbox can be used; the connection is as it was."""

    code = "consent_refused"
    message = _("%(why)s Nothing was changed; you can begin again.")


class MailInBucket(ChannelError):
    """A mail service put a mail into a bucket that the connection does not name."""

    code = "mail_in_bucket"
    message = _("A mail lies in a bucket that this connection does not name.")


class AnswerTooLarge(ChannelError):
    """Another server's answer is longer than we read."""

    code = "answer_too_large"
    message = _("The answer is larger than %(limit)s bytes.")


class ForbiddenAddress(ChannelError):
    """An address leads into our own network, or is none."""

    code = "forbidden_address"
    message = _("This address must not be asked: %(why)s")


class FileGone(ChannelError):
    """A messenger holds a file no longer, or never did."""

    code = "file_gone"
    message = _("The file is no longer there: %(why)s")


class ProbeFailed(ChannelError):
    """The other side answered, and will not work with this connection."""

    code = "probe_failed"
    message = _("The other side refused: %(why)s")


class WrongSignature(ChannelError):
    """A callback is not from whom it says, or is too old."""

    code = "wrong_signature"
    message = _("The signature does not fit: %(why)s")
    status = 401


class NothingToSend(ChannelError):
    """The message is not one that waits for a second try."""

    code = "nothing_to_send"
    message = _("This message is not waiting to be sent again.")
    status = 409


class NotHereYet(ChannelError):
    """Number and code are on a slip of ours whose entry still waits on the device that printed it."""

    code = "not_here_yet"
    message = _(
        "This slip is ours, but what you told us there has not reached us yet: the store's line was "
        "down. It is kept at the counter and will be sent by itself. Please look again later."
    )
    status = 404


class AccessDenied(ChannelError):
    """Number or code is wrong, or the code has expired; never said which."""

    code = "access_denied"
    message = _(
        "This number and code do not open a case. Check both, or use the newest link we sent you."
    )
    status = 404


class TooManyTries(ChannelError):
    """One source has tried too often in a short time."""

    code = "too_many_tries"
    message = _("Too many tries. Wait a few minutes and try again.")
    status = 429


class TooManyCodes(TooManyTries):
    """Too many codes were asked for; `seconds` is how long until another is sent."""

    code = "too_many_codes"

    def __init__(self, *, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds


class TooManyLookUps(ChannelError):
    """A member of staff asked for more customers than stand at any counter; `seconds` until the next."""

    code = "too_many_look_ups"
    message = _(
        "You have looked up very many customers in a short time. What you typed is still there, and a "
        "complaint can be taken down as always; you can look up customers again in %(minutes)s min."
    )
    status = 429

    def __init__(self, *, seconds: int) -> None:
        super().__init__(minutes=-(-seconds // 60))
        self.seconds = seconds


class CodeRefused(ChannelError):
    """A one-time code is wrong, was used already, or its time is over; never said which."""

    code = "code_refused"
    message = _(
        "This is not the code, or its ten minutes are over. Check it, or ask for a new one."
    )
    status = 422


class WrongAccount(ChannelError):
    """A connection was told too little, or does not fit its channel."""

    code = "wrong_account"
    message = _("This connection cannot work yet. Look at: %(why)s")


class CallBackFinished(ChannelError):
    """The call-back has ended already."""

    code = "call_back_finished"
    message = _("This call-back is finished already.")
    status = 409


class TriedMeanwhile(ChannelError):
    """An attempt was recorded since the page was opened."""

    code = "tried_meanwhile"
    message = _("Somebody else has tried since you opened this page. Look at the attempts first.")
    status = 409


class TooFewTries(ChannelError):
    """Nobody counts as not to be reached before honest attempts."""

    code = "too_few_tries"
    message = _("Try at least %(least)d times before you give up.")
    status = 422


class CallTimePassed(ChannelError):
    """The customer asked to be called at a time that has passed."""

    code = "call_time_passed"
    message = _("This time has passed. Enter a later one.")
    status = 422


class CallTimeTooFar(ChannelError):
    """A call is promised for some weeks ahead, not for a year that was mistyped."""

    code = "call_time_too_far"
    message = _("Promise a call within the next %(days)d days.")
    status = 422


class NoNumber(ChannelError):
    """Whoever withholds their number cannot be called back on it."""

    code = "no_number"
    message = _("The caller withholds their number: nobody could call them back.")
    status = 409


class CallOwedAlready(ChannelError):
    """A call in vain is owed one already; when to call is agreed there."""

    code = "call_owed_already"
    message = _("This call is owed a call-back already: enter there when they want to be called.")
    status = 409


class NotYourCase(ChannelError):
    """There is no such case, or it is out of this person's reach; never said which."""

    code = "not_your_case"
    message = _("No case with this number can be seen by you. Check the number.")
    status = 422


class CallTimeWrong(ChannelError):
    """A call that nobody told of rang at a time that cannot be, or that nobody remembers."""

    code = "call_time_wrong"
    message = _("Enter when it rang: within the last %(days)d days, and over by now.")
    status = 422


class NotByHand(ChannelError):
    """What a call centre told of a call is not corrected by hand."""

    code = "not_by_hand"
    message = _("The call centre told of this call; it is not corrected by hand.")
    status = 409


class CallHasFollowed(ChannelError):
    """Something hangs on the number and the direction of a call: they are not changed any more."""

    code = "call_has_followed"
    message = _(
        "A case or a call-back hangs on this call, so number and direction stay as they are."
    )
    status = 409


class NothingNoted(ChannelError):
    """A note without words is none."""

    code = "nothing_noted"
    message = _("Write down in a few words what it was about.")
    status = 422


class BatchClosed(ChannelError):
    """The batch is not in a state in which this can be done."""

    code = "batch_closed"
    message = _("This batch is not open for that any more. Look at what happened to it.")
    status = 409


class SheetTaken(ChannelError):
    """Somebody has entered, or set aside, a sheet under this number."""

    code = "sheet_taken"
    message = _("Sheet %(number)d has been entered already, by %(who)s. Is yours another one?")
    status = 409


class NoSuchSheet(ChannelError):
    """There is no sheet of this number whose words could be corrected."""

    code = "no_such_sheet"
    message = _("No words were entered for this sheet yet.")
    status = 422


class SecondPersonNeeded(ChannelError):
    """Whoever counted, entered or finished a batch cannot be the one who settles its difference."""

    code = "second_person_needed"
    message = _("Somebody else must count again: you have had a hand in this batch.")
    status = 403


class WrongCount(ChannelError):
    """Sheets are counted from one to some thousand."""

    code = "wrong_count"
    message = _("The number of sheets must lie between %(least)d and %(most)d.")
    status = 422


class AlreadyDecided(ChannelError):
    """Somebody decided about these two customers meanwhile."""

    code = "already_decided"
    message = _("That was decided meanwhile. Nothing was changed by you.")
    status = 409


class NotOfThePair(ChannelError):
    """Whoever is to be kept is not one of the two, or was merged into another since."""

    code = "not_of_the_pair"
    message = _("The customer to be kept is not one of these two any more. Nothing was changed.")
    status = 409


class NotMerged(ChannelError):
    """The customer stands by themselves."""

    code = "not_merged"
    message = _("This customer is not merged into another. Nothing was changed.")


class ChatOver(ChannelError):
    """Nothing can be said or done in a chat that has ended."""

    code = "chat_over"
    message = _("This chat has ended. What was said is kept on its case.")
    status = 409


class ChatTaken(ChannelError):
    """Of two who take a chat one is first."""

    code = "chat_taken"
    message = _("%(who)s was quicker: this chat is with them. Nothing was changed.")
    status = 409


class NotYourChat(ChannelError):
    """Only whoever has a chat answers in it."""

    code = "not_your_chat"
    message = _("This chat is not with you. Take it on first; what you typed is still here.")
    status = 409


class TooManyChats(ChannelError):
    """Somebody has as many chats as they take at once."""

    code = "too_many_chats"
    message = _(
        "You have %(number)d chats already. End one, or hand it on, before you take another."
    )
    status = 409


class NobodyThere(ChannelError):
    """A chat is handed only to somebody who takes chats now."""

    code = "nobody_there"
    message = _("This colleague takes no chats now, or has as many as they can.")
    status = 409


class NothingWritten(ChannelError):
    """A line without a word."""

    code = "nothing_written"
    message = _("Write something first.")
    status = 422


class UnknownDevice(ChannelError):
    """Nobody registered this device here."""

    code = "unknown_device"
    message = _("This device is not registered here. Have it set up again.")
    status = 404


class DeviceRevoked(ChannelError):
    """The device was taken out of service; what it keeps stays on it."""

    code = "device_revoked"
    message = _(
        "This device was taken out of service. What it keeps stays on it; a supervisor can put it back."
    )
    status = 403


class TamperedEntry(ChannelError):
    """What a device sends is not what it signed, or says what no device of ours would."""

    code = "tampered_entry"
    message = _("This entry was changed after it was written down, and was not taken: %(why)s")
    status = 422


class NumberTaken(ChannelError):
    """Another entry came under this number of the device."""

    code = "number_taken"
    message = _("Another entry came under number %(number)d of this device already.")
    status = 409


class ForeignReference(ChannelError):
    """The reference on the slip was not reserved for this device, or is another item's."""

    code = "foreign_reference"
    message = _("The number %(reference)s on the slip is not free: the entry was not taken.")
    status = 409


class NothingMissing(ChannelError):
    """There is no such gap, or it has filled meanwhile."""

    code = "nothing_missing"
    message = _("None of these numbers is missing any more. Look again.")
    status = 409


class ContactInWords(ChannelError):
    """What a customer likes holds a number or an address, which would stand there unmasked."""

    code = "contact_in_words"
    message = _(
        "Leave numbers and addresses out: they belong to the contacts. Nothing was changed."
    )
    status = 422


class CustomerErased(ChannelError):
    """The customer was erased: nothing is noted of them any more."""

    code = "customer_erased"
    message = _("This customer was erased. Nothing is noted of them any more.")
    status = 409
