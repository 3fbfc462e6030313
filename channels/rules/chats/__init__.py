"""Chats: the visitor's, the machine that answers first, passing on, and the people who take them."""
