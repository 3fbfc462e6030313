"""Questions that pages ask about follow-ups."""
