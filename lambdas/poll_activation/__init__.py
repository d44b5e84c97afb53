"""Is the account active?"""
