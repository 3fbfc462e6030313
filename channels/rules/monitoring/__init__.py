"""Nothing is lost and nothing is silent: sweeps, each day's account, alarms of channels."""
