"""For all tests."""

from hypothesis import settings

# How long an example takes says something of the machine, which is shared, and nothing of the code.
settings.register_profile("kyc", deadline=None)
settings.register_profile("quick", deadline=None, max_examples=25)  # for make quick
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("kyc")
