"""Telling machines from people: bounces, receipts, automatic answers, lists."""
