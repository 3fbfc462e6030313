"""Solutions found, shown, compared and counted; answers of solved cases; diagnoses; the help centre."""
