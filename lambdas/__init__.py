"""The Lambda functions, one folder each; ``shared`` is what they have in common."""
