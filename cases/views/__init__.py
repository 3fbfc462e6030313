"""The pages on which customers follow their case."""
