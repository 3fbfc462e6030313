"""A customer's place in a slot of a store: offered, booked, moved, reminded of, kept or missed."""
