"""One decision on the applicant's identity, from four checks."""
