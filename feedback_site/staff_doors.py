"""Pages for staff outside the back office: sign in first, and carry the ability."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

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
