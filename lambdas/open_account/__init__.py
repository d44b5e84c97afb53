"""Open the account at core banking, once per application."""
