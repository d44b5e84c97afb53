"""Has the address bureau answered?"""
