"""The chain's colours as a style sheet, and its logo; both addresses change with every version."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from feedback_site.organisation.colours import Palette, shades
from feedback_site.organisation.logos import MIME
from feedback_site.organisation.models import Brand
from feedback_site.organisation.rules.branding import look_now

_A_YEAR = "public, max-age=31536000, immutable"


@require_safe
def brand_css(request: HttpRequest) -> HttpResponse:
    """Put the chain's colours into the tokens, in the blocks that tokens.css has, and into unfold's scale.

    Unfold writes its own scale into the page, below every sheet: that of a chain has to weigh more.
    """
    look = look_now()
    dark = _block(look.dark)
    scale = "".join(
        f"--color-primary-{step}:{value};" for step, value in shades(look.light.accent).items()
    )
    sheet = (
        f":root{{{_block(look.light)}}}\n"
        f'@media screen{{:root[data-theme="dark"],:root.dark{{{dark}}}}}\n'
        "@media screen and (prefers-color-scheme:dark)"
        f'{{:root:not([data-theme="light"]):not([x-data]){{{dark}}}}}\n'
        f":root:root{{{scale}}}\n"
    )
    return _kept(request, HttpResponse(sheet, content_type="text/css; charset=utf-8"), look.version)


@require_safe
def brand_logo(request: HttpRequest) -> HttpResponse:
    """Hand out the logo as we have drawn it."""
    brand = Brand.objects.first()
    if brand is None or brand.logo is None:
        raise Http404
    return _kept(request, HttpResponse(bytes(brand.logo), content_type=MIME), brand.version)


def _block(palette: Palette) -> str:
    return "".join(f"{name}:{value};" for name, value in palette.tokens().items())


def _kept(request: HttpRequest, answer: HttpResponse, version: int) -> HttpResponse:
    """Let it be kept only under the address that names its own version."""
    is_named = request.GET.get("v") == str(version)
    answer["Cache-Control"] = _A_YEAR if is_named else "no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
