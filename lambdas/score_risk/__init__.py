"""One risk rating of the customer, with the reason for every point."""
