"""How often an applicant is asked, for the workflow and for the functions: nothing else is imported here."""

MOST_ATTEMPTS = 3
"""How often an applicant may send documents."""
MOST_SUBMISSIONS = 6
"""How often in all, with what reviewers and enhanced due diligence ask for."""
