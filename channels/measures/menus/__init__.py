"""Entries of channels in the back office's menu and on its first page, with the numbers beside them."""
