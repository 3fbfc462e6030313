"""Tests of the API of cases."""
