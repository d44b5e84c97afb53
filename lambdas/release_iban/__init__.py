"""Compensation: give up the IBAN, if one was reserved."""
