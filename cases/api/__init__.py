"""The API's doors to standard solutions."""
