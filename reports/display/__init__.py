"""How figures are said and drawn; no question is asked here."""
