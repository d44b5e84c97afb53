"""Compensation: close the account at core banking, if it may have been opened."""
