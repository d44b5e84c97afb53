"""What the decisions on a monitoring case amount to."""
