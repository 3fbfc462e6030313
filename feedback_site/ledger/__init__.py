"""The ledger: insert-only events, sealed, signed, anchored, and verifiable by an outsider."""
