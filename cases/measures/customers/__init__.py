"""What customers read of their cases, in their words; what a clerk may know of one; slots of the forms."""
