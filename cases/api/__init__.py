"""The API's doors to standard solutions and to the limits of submissions."""
