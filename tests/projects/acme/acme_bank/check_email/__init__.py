"""Is the e-mail address of a throw-away service?"""
