"""Reviews by people: who may decide and clear hits, and what the decisions amount to."""
