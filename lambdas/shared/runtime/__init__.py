"""What every function runs in: errors, schemas, logs, AWS, time, secrets and policies."""
