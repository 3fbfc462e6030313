"""Floods: counting what comes from where, over all processes, and asking a browser for some work."""
