"""The page of the bank's staff, file by file."""
