"""Nothing gets stuck: what was left behind is found, and repaired or reported."""
