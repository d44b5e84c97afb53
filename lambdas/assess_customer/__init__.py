"""Does what the customer says about their money fit together?"""
