"""The commands `up` and `compile_translations`."""
