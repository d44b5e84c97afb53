"""Has core banking activated the account?"""
