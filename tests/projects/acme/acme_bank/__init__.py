"""Acme Bank's onboarding, built on the library."""
