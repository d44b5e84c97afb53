"""Reserve an account number, once per application."""
