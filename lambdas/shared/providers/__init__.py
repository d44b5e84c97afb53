"""Providers: the services that a bank asks or instructs, each behind a port.

A folder a port. Its ``__init__.py`` holds the protocol that an adapter implements, the types it returns, and a function
of the port's name that returns the adapter of this deployment; the adapters, one of them the sandbox, are beside it. A
bank's own adapter is a class without constructor arguments that implements the protocol, anywhere in the bank's code;
``adapters.py`` says how it is chosen.

What holds for every protocol:

- ``application`` is the application as ``definitions/schemas/application.json`` describes it.
- A call may come again with the same arguments, since the workflow retries. It must then have no second effect.
- Errors are those of ``lambdas.shared.runtime.errors``. Throttled (asked too often) and ProviderUnavailable (no answer,
  or none that makes sense) are retried. ProviderRejected (the request itself is refused) and NotConfigured (credentials
  or a setting are missing) are not. Messages hold ids, codes and counts, never personal data: they end up in logs.
- The function that makes the call has 30 seconds (document reader and face matcher: 45). An adapter gives up earlier,
  with ProviderUnavailable.
"""
