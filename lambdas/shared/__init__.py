"""What the functions share, in rooms: runtime, names, documents, watchlists, cases, reviews, accounts, providers."""
