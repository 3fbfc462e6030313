"""Files that came: drawn anew, looked into, sealed, and fetched where a messenger still holds them."""
