"""Reserve an IBAN and open the account, once per application."""
