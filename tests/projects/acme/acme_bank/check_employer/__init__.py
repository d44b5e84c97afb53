"""Is the employer on the bank's own list?"""
