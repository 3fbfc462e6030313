"""The sign-in form of the back office: after so many wrong tries it asks for a pause."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from unfold.forms import AuthenticationForm

from feedback_site.floods.gates import source_of
from feedback_site.organisation.errors import SignInLocked
from feedback_site.organisation.rules import signing_in


class SignInForm(AuthenticationForm):  # type: ignore[misc]
    """Says the same of a wrong name, a wrong password and somebody who may not come in."""

    locked: SignInLocked | None = None

    def clean(self) -> dict[str, Any]:
        """Take a try, look at the password, and give the try back where it was right."""
        if not self.cleaned_data.get("username") or not self.cleaned_data.get("password"):
            return super().clean()  # type: ignore[no-any-return]
        try:
            return self._try()
        except SignInLocked as error:
            self.locked = error
            raise ValidationError(str(error), code=error.code) from None

    def _try(self) -> dict[str, Any]:
        now = timezone.now()
        one = signing_in.take_try(
            username=self.cleaned_data["username"], source=source_of(self.request), now=now
        )
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            if locked := signing_in.fail(one, now=now):
                raise locked from None
            raise
        signing_in.give_back(one, now=now)
        return cleaned
