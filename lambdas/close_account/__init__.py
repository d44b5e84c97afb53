"""Compensation: close the account and give up its IBAN, if it was opened."""
