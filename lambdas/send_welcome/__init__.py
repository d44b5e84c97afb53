"""Tell the customer that the account is open."""
