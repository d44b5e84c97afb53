"""Which goal a run of the monitoring has to reach, and whether it is the one that works on it."""
