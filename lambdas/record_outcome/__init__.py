"""Record the decision, which then stays."""
