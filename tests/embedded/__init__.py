"""Tests of the zero set-up mode, on real servers and real processes."""
