"""What came in as it came: stored and numbered before it is read, made fit for the tables, split, shown."""
