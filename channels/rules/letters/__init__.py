"""Letters in the reader's language: our own texts or a site's, the files and the calendar entry with them."""
