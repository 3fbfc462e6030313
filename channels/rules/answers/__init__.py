"""A person of ours writes to a customer, with files, or takes that back; or notes what was said."""
