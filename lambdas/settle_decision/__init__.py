"""The decision that the account may be opened, settled."""
