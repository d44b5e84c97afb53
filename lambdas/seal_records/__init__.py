"""The heads of all records are sealed once a day under one signed root, and compared with what was sealed before."""
