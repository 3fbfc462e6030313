"""WeChat official accounts: callbacks, customer-service messages and media, as its documents say."""
