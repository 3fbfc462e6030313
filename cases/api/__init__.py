"""The API's doors to standard solutions, to the limits of submissions, and to appointments."""
