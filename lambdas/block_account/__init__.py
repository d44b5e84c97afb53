"""Have core banking block the account of a customer whose match was confirmed."""
