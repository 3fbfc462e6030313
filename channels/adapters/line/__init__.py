"""LINE official accounts: webhooks, replies, pushes and content, as the Messaging API says."""
