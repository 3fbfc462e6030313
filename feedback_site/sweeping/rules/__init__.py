"""How sweeps go on."""
