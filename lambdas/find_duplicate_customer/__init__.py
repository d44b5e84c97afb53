"""Is this person, or this document, a customer already?"""
