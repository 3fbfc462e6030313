"""How dates and times are written, where Django's own way does not fit; one package a language, as Django looks for them."""
