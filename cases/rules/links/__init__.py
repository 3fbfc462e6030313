"""Cases that belong together: merged, split, tied by hand, told in nearly the same words."""
