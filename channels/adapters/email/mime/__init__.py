"""The form of a mail: its headers, its tree of parts, their encodings; nothing here knows what they say."""
