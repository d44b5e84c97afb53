"""An application as its schema has it (``definitions/schemas/application.json``). Personal data."""

from typing import Any

Application = dict[str, Any]
