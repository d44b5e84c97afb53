"""What building a watchlist and screening against it share: the entries, the search in them, where versions lie."""
