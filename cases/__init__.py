"""The work: triage, promise, escalate, resolve."""
