"""A batch of customers, searched in the watchlists."""
