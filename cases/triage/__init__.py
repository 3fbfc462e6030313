"""Reading what a customer wrote: category, urgency, language, search terms; no database."""
