"""Ask core banking to activate the account, which takes a while."""
