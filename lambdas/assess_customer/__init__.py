"""Does what the customer tells about their money fit together?"""
