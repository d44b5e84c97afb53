"""For all tests."""

from hypothesis import settings

# How long an example takes says something of the machine, which is shared, and nothing of the code.
settings.register_profile("kyc", deadline=None)
settings.load_profile("kyc")
