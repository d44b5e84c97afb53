"""Customers and their accounts: the table, the saga that opens them, fingerprints that find duplicates."""
