"""The identity document: is it readable, sound, valid, and the applicant's?"""
