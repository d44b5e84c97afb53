"""A customer's data are others now, or the account was closed: core banking says so."""
