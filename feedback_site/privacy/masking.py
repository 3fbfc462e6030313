"""Masking: enough to recognise, not enough to use."""


def mask_email(address: str) -> str:
    """Keep the first letter and the domain: `a•••@example.com`."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}•••{at}{domain}"


def mask_phone(number: str) -> str:
    """Keep the first four and the last two characters: `+886•••••78`."""
    if len(number) <= 6:
        return "•" * len(number)
    return number[:4] + "•" * (len(number) - 6) + number[-2:]


def mask_name(name: str) -> str:
    """Keep the first character of each word, for Chinese the family name: `陳○○`, `J○○○ S○○○`."""
    return " ".join(word[:1] + "○" * min(len(word) - 1, 3) for word in name.split())


def mask_handle(handle: str) -> str:
    """Keep the last four characters of a messenger's id."""
    return "•••" + handle[-4:]
