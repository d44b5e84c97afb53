"""The bank's API, behind API Gateway."""
