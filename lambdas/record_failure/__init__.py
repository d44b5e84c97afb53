"""Record a technical failure, raise the alert, and fail, unless the execution was redriven since."""
