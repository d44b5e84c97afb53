"""Put the case before a reviewer; the answer comes with the task token."""
