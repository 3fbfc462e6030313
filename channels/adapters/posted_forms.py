"""Read a form as a browser posted it, from its stored bytes."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_datetime
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _

from channels.contacts import masked, normal
from channels.drafts import Draft, FileDraft, PersonDraft
from channels.errors import UnreadableIntake
from channels.kinds import ContactKind
from channels.models import Consent, RawIntake

FILES_FIELDS = ("photos", "voice")
# Any longer number is no row of ours.
_LONGEST_ID = 18
_YES = frozenset({"1", "on", "true", "yes"})


class _Whole(FileUploadHandler):
    """Keep each file in memory: the whole body is there already, bounded by the door."""

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        self._kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._kept.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        self._kept.seek(0)
        return UploadedFile(self._kept, self.file_name, self.content_type, file_size)


def read_form(
    content_type: str, body: bytes
) -> tuple[QueryDict, MultiValueDict[str, "UploadedFile[bytes]"]]:
    """Give the fields and files of a posted form. Raises UnreadableIntake where it is none."""
    kind, parameters = parse_header_parameters(content_type)
    if kind == "application/x-www-form-urlencoded":
        return QueryDict(body, encoding="utf-8"), MultiValueDict()
    if kind != "multipart/form-data" or "boundary" not in parameters:
        raise UnreadableIntake(why=f"{kind or 'nothing'} is not a posted form")
    meta = {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body))}
    try:
        return MultiPartParser(meta, BytesIO(body), [_Whole()], "utf-8").parse()
    except MultiPartParserError as error:
        raise UnreadableIntake(why=str(error)) from error


def draft_of_form(
    content_type: str, body: bytes, *, context: Mapping[str, object], reference: str | None = None
) -> Draft:
    """Read the feedback form; `reference` is a conversation that the door has proof for."""
    fields, files = read_form(content_type, body)
    text = fields.get("text", "")
    return Draft(
        text=text.replace("\r\n", "\n"),
        language=fields.get("language", ""),
        person=_person(fields),
        is_anonymous=_ticked(fields, "is_anonymous"),
        no_contact_reason=fields.get("no_contact_reason", ""),
        store_code=fields.get("store", "") or str(context.get("store") or ""),
        order_number=fields.get("order_number", ""),
        category_hint=fields.get("category", ""),
        remedy_sought=fields.get("remedy", "") or "none_stated",
        captured_at=_moment(fields.get("captured_at", "")),
        files=tuple(_file(file) for name in FILES_FIELDS for file in files.getlist(name)),
        reference=reference,
        facts={
            "notice_version": fields.get("notice_version", ""),
            "consents": _consents(fields),
            "same_number": _ticked(fields, "same_number"),
            "same_person": _id(fields.get("same_person", "")),
        },
    )


def contact_in_words(person: PersonDraft, raw: RawIntake) -> str:
    """Say in the customer's language what they gave, masked: what it is stays sealed with the customer."""
    given = ((ContactKind.EMAIL, person.email), (ContactKind.PHONE, person.phone))
    shown = [masked(kind, normal(kind, value)) for kind, value in given if value]
    with translation.override(str(raw.context.get("language") or "")):
        if shown:
            return _("You can reach me here: %(contact)s") % {"contact": ", ".join(shown)}
        return _("I have given my name.") if person.name.strip() else ""


def _person(fields: QueryDict) -> PersonDraft:
    """Who says so; a short form asks for either way to answer in one field."""
    contact = fields.get("contact", "")
    is_mail = "@" in contact
    return PersonDraft(
        name=fields.get("name", ""),
        email=fields.get("email", "") or (contact if is_mail else ""),
        phone=fields.get("phone", "") or ("" if is_mail else contact),
    )


def _ticked(fields: QueryDict, name: str) -> bool:
    return str(fields.get(name, "")).lower() in _YES


def _id(written: str) -> int | None:
    is_id = written.isascii() and written.isdecimal() and len(written) <= _LONGEST_ID
    return int(written) if is_id else None


def _consents(fields: QueryDict) -> tuple[str, ...]:
    """Sending the form under a shown notice is the first; every further purpose is ticked apart."""
    if not fields.get("notice_version"):
        return ()
    asked = (Consent.Purpose.SURVEY, Consent.Purpose.PUBLISH, Consent.Purpose.TEXTS)
    return (
        Consent.Purpose.HANDLE_FEEDBACK.value,
        *(purpose.value for purpose in asked if _ticked(fields, f"consent_{purpose.value}")),
    )


def _moment(written: str) -> datetime | None:
    try:
        moment = parse_datetime(written)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _file(file: "UploadedFile[bytes]") -> FileDraft:
    return FileDraft(name=file.name or "", mime=file.content_type or "", content=file.read())
