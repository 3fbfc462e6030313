"""Mailboxes that are fetched from: signed in to, read, each mail stored once and put aside."""
