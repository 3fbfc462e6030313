"""Any other messenger: JSON signed by the rules of Standard Webhooks, read along a mapping."""
