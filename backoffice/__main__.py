"""``python -m backoffice`` is the ``kyc`` command."""

from backoffice.cli import main

main()
