"""What can go wrong in zero set-up mode, in words for whoever typed the command."""


class EmbeddedError(RuntimeError):
    """The zero set-up mode cannot do what was asked; the message says what to do about it."""


class WrongHome(EmbeddedError):
    """The home folder cannot be used by this user."""


class ServerFailed(EmbeddedError):
    """The bundled PostgreSQL did not start, or did not stop."""


class SupervisorFailed(EmbeddedError):
    """The processes of the site could not be started together."""
