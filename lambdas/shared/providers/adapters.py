"""Which adapter a port has: the class that the port's environment variable names as ``module:Class``.

The variable of the port ``address_bureau`` is ``ADDRESS_BUREAU_ADAPTER``; the deployment sets it. The class is made
without arguments, once in each process, when the port is first used.
"""

import os
from functools import cache
from importlib import import_module

from lambdas.shared.runtime.errors import NotConfigured
from lambdas.shared.runtime.stage import sandboxed


def adapter(port: str) -> object:
    """The adapter that this deployment uses for the port.

    Raises NotConfigured: none is named, there is no such class, or it is a sandbox's in production.
    """
    setting = variable(port)
    place = os.environ.get(setting, "")
    module, _, name = place.partition(":")
    if not (module and name):
        raise NotConfigured(f"{setting} is '{place}' and must be module:Class")
    if module.endswith(".sandbox") and not sandboxed():
        raise NotConfigured("the sandbox providers are not for production: deploy with the stage test")
    return _made(module, name)


def variable(port: str) -> str:
    """The environment variable that names the adapter of this port."""
    return f"{port.upper()}_ADAPTER"


@cache
def _made(module: str, name: str) -> object:
    try:
        return getattr(import_module(module), name)()
    except (ImportError, AttributeError) as error:
        raise NotConfigured(f"there is no adapter {module}:{name}: {type(error).__name__}") from None
