"""Who outside the bank is asked: a folder a port, with its protocol, its adapters and its sandbox.

Errors: Throttled and ProviderUnavailable are retried, ProviderRejected is not.
"""
