"""What is decided and written about items that come in and messages that go out."""
