"""How a case is changed, and what goes with every change: owner, words for search, word to the customer."""
