"""What may be done with the ledger: record, seal, verify."""
