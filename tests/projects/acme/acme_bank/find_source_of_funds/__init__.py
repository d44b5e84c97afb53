"""Has the applicant of a premium account said where the money comes from?"""
