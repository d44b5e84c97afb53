"""What the functions share: errors, verdicts, stores, providers and observability."""
