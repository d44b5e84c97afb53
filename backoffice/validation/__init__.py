"""How well the search of watchlists finds who is listed, measured for whoever reviews the model.

The people and their spellings are made by tables of this package, which know nothing of those that the search uses:
what is missing there is then found missing.
"""
