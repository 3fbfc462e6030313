"""Mail as a channel: reading it, proving its thread, writing and sending it."""
