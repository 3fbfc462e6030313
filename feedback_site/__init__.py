"""The ground of the house: settings, organisation, ledger, privacy, and the embedded server."""
