"""The back office of channels: what came in, who said it, what goes out, and what could not."""

from channels.admin import accounts, pages, settings  # noqa: F401 registers the desk's own pages
