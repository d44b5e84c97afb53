"""What the opinions on a case amount to."""
