"""Contact values in one spelling, so that the same person is found again."""

import re

import phonenumbers

from channels.kinds import ContactKind
from feedback_site.privacy.masking import mask_email, mask_handle, mask_phone

# Where a number without country code is most likely from.
HOME_COUNTRIES = ("TW", "HK", "CN")
_TAKE_TEXTS = frozenset(
    {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
)


def normal_email(address: str) -> str:
    """Lower-case the whole address: mailboxes that differ in case alone belong to one person."""
    return address.strip().lower()


def mailbox_of(address: str) -> str:
    """Name the mailbox that an address leads to: what stands behind a plus sign is its owner's own note.

    At Gmail dots count for nothing either. For counting only: written to is the address as given.
    """
    local, _, domain = normal_email(address).rpartition("@")
    local = local.partition("+")[0] or local
    if domain in {"gmail.com", "googlemail.com"}:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def normal_phone(number: str) -> str:
    """Write a number as E.164 where it is valid in one of our home countries; else its digits.

    A Chinese mobile number (11 digits from 13) is tried before others, because it is never a valid
    Taiwanese or Hong Kong one.
    """
    for country in HOME_COUNTRIES:
        try:
            parsed = phonenumbers.parse(number, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(parsed):
            return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
    return re.sub(r"[^\d+]", "", number)


def region_of_mobile(number: str) -> str:
    """Say to which country or region a mobile number belongs; "" for what is no mobile number."""
    try:
        parsed = phonenumbers.parse(normal_phone(number), None)
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.number_type(parsed) not in _TAKE_TEXTS:
        return ""
    return str(phonenumbers.region_code_for_number(parsed) or "")


def dialling_code(region: str) -> str:
    """Give what numbers of a region begin with, such as +886; "" where there is no such region."""
    code = phonenumbers.country_code_for_region(region)
    return f"+{code}" if code else ""


def handle_of(account_id: int, user: str) -> str:
    """Write who somebody is on a messenger: their id there, at the account that they write to.

    The same id at two accounts may be two people, and only its own account reaches it.
    """
    return f"{account_id}:{user}"


def read_handle(handle: str) -> tuple[int, str]:
    """Give account and id of a handle. Raises ValueError where it is none."""
    account, _colon, user = handle.partition(":")
    return int(account), user


def normal(kind: ContactKind, value: str) -> str:
    """Write a contact value of any kind in its one spelling."""
    match kind:
        case ContactKind.EMAIL:
            return normal_email(value)
        case ContactKind.PHONE:
            return normal_phone(value)
        case _:
            return value.strip()


def masked(kind: ContactKind, value: str) -> str:
    """Show enough of a contact value to recognise it."""
    match kind:
        case ContactKind.EMAIL:
            return mask_email(value)
        case ContactKind.PHONE:
            return mask_phone(value)
        case _:
            return mask_handle(value.partition(":")[2])
