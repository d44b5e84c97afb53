"""Compensation: delete the customer record, if it was made; nothing is left then."""
