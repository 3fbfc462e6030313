"""Recurring problems and incidents: pages, and what may be done with each as cards."""
