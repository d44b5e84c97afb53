"""Make the customer record, once per application."""
