"""Lists of cases: their columns, rows, saved views and keys, and one act for many cases."""
