"""Pages for staff outside the back office: sign in first, and carry the ability."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from feedback_site.organisation.models import User
from feedback_site.organisation.roles import Ability

View = Callable[..., HttpResponse]


def needs(ability: Ability) -> Callable[[View], View]:
    """Send strangers to the sign-in page, and answer 403 to staff without this ability."""

    def guarding(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not staff_of(request).can(ability):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return login_required(guarded)

    return guarding


def staff_of(request: HttpRequest) -> User:
    """Give the signed-in member of staff. Raises PermissionDenied where there is none."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def back_to(request: HttpRequest, otherwise: str) -> str:
    """Where somebody came from, as their form says: a path within the site, else `otherwise`."""
    back = request.POST.get("next", "")
    is_ours = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else otherwise
