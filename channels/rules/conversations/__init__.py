"""An item becomes a conversation: begun, continued, named afterwards; reviews with what they say by now."""
