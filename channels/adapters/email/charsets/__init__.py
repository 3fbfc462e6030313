"""Bytes to text: what charset labels mean, and what to do when they lie."""
