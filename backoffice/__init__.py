"""What the bank's staff use: a Python client and the ``kyc`` command."""
