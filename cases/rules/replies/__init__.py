"""What is said to the customer and by them: replies, public ones, chats, templates, and taking back."""
