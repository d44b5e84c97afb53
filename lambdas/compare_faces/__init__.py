"""The selfie: one living person, the one on the document."""
