"""Write the icons of the back office's frame, and of unfold's pages, into files of their own, or compare.

python .ci/icons.py           says whether those in static/feedback/ are up to date, exit 1 if not
python .ci/icons.py --write   brings them up to date

A browser keeps the files, so that no page carries the icons and no font of icons is sent.
"""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "feedback_site" / "static" / "feedback"
SPRITE, STOCK_SPRITE = STATIC / "icons.svg", STATIC / "stock_icons.svg"
# Which icon stands for each of unfold's names is said where a browser reads it.
STOCK = STATIC / "stock_icons.js"
# What the frame draws beside the lines of the menu (admin/frame.html, admin/menu.html).
FRAME = (
    "arrow-right-start-on-rectangle", "bars-3", "camera", "chevron-up-down", "computer-desktop", "moon",
    "squares-2x2", "sun", "x-mark",
)  # fmt: skip


def up_to_date() -> str:
    """The file as it should be; needs Django to be set up."""
    from feedback_site import sidebar

    return sprite({*FRAME, *sidebar.icons()})


def stock_up_to_date() -> str:
    """The file of the icons on unfold's own pages as it should be."""
    return sprite(set(re.findall(r': "([a-z0-9-]+)"', STOCK.read_text())))


def pictures() -> dict[Path, str]:
    """Those that a style sheet draws: a picture each, for it can point at no symbol."""
    from heroicons.templatetags.heroicons import heroicon_outline

    sheet = STATIC / "stock_icons.css"
    names = sorted(set(re.findall(r"stock/([a-z-]+)\.svg", sheet.read_text())))
    drawn = {name: str(heroicon_outline(name)).strip() for name in names}
    # In a page a browser knows what `<svg>` is; in a file of its own it has to be told.
    return {
        STATIC / "stock" / f"{name}.svg": text.replace("currentColor", "#000").replace(
            "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1
        )
        + "\n"
        for name, text in drawn.items()
    }


def sprite(names: set[str]) -> str:
    """One file of these icons."""
    symbols = "\n".join(symbol(name) for name in sorted(names))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def symbol(name: str) -> str:
    """One heroicon as a symbol. Raises IconDoesNotExist for a name that is none."""
    from heroicons.templatetags.heroicons import heroicon_outline

    inner = re.sub(
        r"\s*\n\s*", "", re.sub(r"^<svg[^>]*>|</svg>\s*$", "", str(heroicon_outline(name)).strip())
    )
    drawn = 'fill="none" stroke="currentColor" stroke-width="1.5"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {drawn}>{inner.replace(" />", "/>")}</symbol>'


def main() -> int:
    """Return the exit code."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback_site.settings.test")
    import django

    django.setup()
    wanted = {SPRITE: up_to_date(), STOCK_SPRITE: stock_up_to_date(), **pictures()}
    for path, text in wanted.items():
        if "--write" in sys.argv:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        elif not path.is_file() or path.read_text() != text:
            print(f"{path.name} is not up to date: python .ci/icons.py --write")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
