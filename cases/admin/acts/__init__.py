"""What may be done with a case beside the steps of its table: each with its fields, its rule, and who may."""
