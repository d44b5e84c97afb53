"""Ask the applicant for new documents; the answer comes with the task token."""
