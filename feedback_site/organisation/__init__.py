"""Who we are: staff, regions, stores, departments, postings, working-time calendars."""
