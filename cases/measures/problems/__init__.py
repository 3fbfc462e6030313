"""Recurring problems and incidents: pages, words, whom they concern, counts that stand out."""
