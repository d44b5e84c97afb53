"""Reviews by people: who may decide, and what the decisions amount to."""
