"""Who works on a case: claimed, given out, taken as the next, handed over; and who is on duty."""
