"""The shop's colour as a palette: what is derived of it for both schemes, and whether it can be read.

Contrast is that of WCAG 2.2 (1.4.3: text 4.5 to 1, AA).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

AA = 4.5
_HEX = re.compile(r"#[0-9a-f]{6}")
# The grounds of tokens.css on which text stands in the shop's colour.
LIGHT_GROUNDS = ("#faf8f4", "#ffffff", "#f3efe8")
DARK_GROUNDS = ("#171411", "#211d19", "#2b2621")
_WHITE, _BLACK, _NIGHT = "#ffffff", "#000000", "#171411"


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """The values of the accent tokens in one scheme, by name."""

    accent: str
    strong: str
    soft: str
    line: str
    on: str

    def tokens(self) -> Mapping[str, str]:
        """Give them as tokens.css names them."""
        return {
            "--accent": self.accent, "--accent-strong": self.strong, "--accent-soft": self.soft,
            "--accent-line": self.line, "--on-accent": self.on, "--focus": self.strong,
        }  # fmt: skip


def read_colour(text: str) -> str | None:
    """Read a colour as browsers and people write it (#0F6468); None for anything else."""
    spelled = text.strip().lower()
    return spelled if _HEX.fullmatch(spelled) else None


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def light_palette(colour: str) -> Palette:
    """Derive the palette of the light scheme, which shows the colour itself."""
    return Palette(
        accent=colour, strong=mixed(colour, _BLACK, 0.22), soft=mixed(colour, _WHITE, 0.9),
        line=mixed(colour, _WHITE, 0.62), on=_WHITE,
    )  # fmt: skip


def dark_palette(colour: str) -> Palette:
    """Derive the palette of the dark scheme: the same hue, as light as reading on dark asks for."""
    accent = next(
        tint
        for tint in (mixed(colour, _WHITE, step / 20) for step in range(21))
        if _least(tint, DARK_GROUNDS) >= 1.4 * AA
    )
    return Palette(
        accent=accent, strong=mixed(accent, _WHITE, 0.4), soft=mixed(accent, _NIGHT, 0.86),
        line=mixed(accent, _NIGHT, 0.6), on=mixed(colour, "#0a0807", 0.85),
    )  # fmt: skip


def shades(colour: str) -> Mapping[str, str]:
    """Derive the scale that unfold's own pages take: 600 is the colour itself, 500 and 400 read on dark."""
    on_dark = dark_palette(colour).accent
    paler = {"50": 0.94, "100": 0.86, "200": 0.72, "300": 0.5}
    darker = {"700": 0.22, "800": 0.36, "900": 0.48, "950": 0.7}
    return {
        **{step: mixed(colour, _WHITE, share) for step, share in paler.items()},
        "400": mixed(on_dark, _WHITE, 0.2), "500": on_dark, "600": colour,
        **{step: mixed(colour, _BLACK, share) for step, share in darker.items()},
    }  # fmt: skip


def readable_share(colour: str) -> float:
    """Give the least contrast that text in this colour, or on it, has anywhere in the light scheme."""
    palette = light_palette(colour)
    return _least(colour, (*LIGHT_GROUNDS, palette.soft, palette.on))


def readable_like(colour: str) -> str:
    """Darken a colour, and no more than needed, until it can be read."""
    tints = (mixed(colour, _BLACK, step / 50) for step in range(51))
    return next(tint for tint in tints if readable_share(tint) >= AA)


def mixed(one: str, other: str, share: float) -> str:
    """Mix two colours; `share` is that of the second."""
    parts = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def _least(colour: str, others: tuple[str, ...]) -> float:
    return min(contrast(colour, other) for other in others)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _parts(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
