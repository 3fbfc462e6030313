"""Where a form leads once it is taken: a browser is sent there, a script is told."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from feedback_site.desk_pages import is_by_script

View = Callable[..., HttpResponse]


def tells_where(view: View) -> View:
    """Answer a script with 204 and `Location` where a browser would be sent on.

    A script that followed by itself would use up what the next page says once, and never learn where it is.
    """

    @wraps(view)
    def telling(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if isinstance(answer, HttpResponseRedirectBase) and is_by_script(request):
            answer.status_code = 204
        return answer

    return telling


def sent_from(page: str) -> Callable[[View], View]:
    """Take what is sent from a page; whoever comes without sending anything is led to that page.

    What was wrong is shown at this address, where a reload, the language switch and the back button come by.
    """

    def taking(view: View) -> View:
        @wraps(view)
        def leading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in ("GET", "HEAD"):
                there: HttpResponse = redirect(page, *args, **kwargs)
                return there
            return view(request, *args, **kwargs)

        return require_http_methods(["GET", "HEAD", "POST"])(leading)

    return taking
