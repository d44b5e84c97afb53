"""Monitoring: customers are searched in the watchlists for as long as they are customers; who is found is a case."""
