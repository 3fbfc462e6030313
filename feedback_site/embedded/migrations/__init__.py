"""The schema that the zero set-up mode brings."""
