"""Refresh the watchlists: fetch what was published, read it, build one index, check it, publish it."""
