"""Record that the account is active: from here on it is not undone."""
