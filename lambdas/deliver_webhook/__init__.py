"""Tell a system of the bank of every event."""
