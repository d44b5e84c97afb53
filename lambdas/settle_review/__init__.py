"""What the decisions on a case amount to."""
