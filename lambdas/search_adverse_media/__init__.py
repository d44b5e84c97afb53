"""Count news that name the applicant together with a crime."""
