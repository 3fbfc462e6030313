"""The back office of channels: what goes out, and what could not."""

from channels.admin import pages  # noqa: F401 registers the desk's own pages
