"""Write the icons of the back office's frame into one file of symbols, or compare.

python .ci/icons.py           says whether static/feedback/icons.svg is up to date, exit 1 if not
python .ci/icons.py --write   brings it up to date

A browser keeps the file, so that no page carries the icons and no font of icons is sent.
"""

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SPRITE = ROOT / "feedback_site" / "static" / "feedback" / "icons.svg"
# What the frame draws beside the lines of the menu (admin/frame.html, admin/menu.html).
FRAME = (
    "arrow-right-start-on-rectangle", "bars-3", "camera", "chevron-up-down", "computer-desktop", "moon",
    "squares-2x2", "sun", "x-mark",
)  # fmt: skip


def up_to_date() -> str:
    """The file as it should be; needs Django to be set up."""
    from feedback_site import sidebar

    symbols = "\n".join(symbol(name) for name in sorted({*FRAME, *sidebar.icons()}))
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
    if "--write" in sys.argv:
        SPRITE.write_text(up_to_date())
    elif not SPRITE.is_file() or SPRITE.read_text() != up_to_date():
        print("icons.svg is not up to date: python .ci/icons.py --write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
