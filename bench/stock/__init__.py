"""Django's own admin over this project's models, to compare time on task with; no part of the product."""
