"""Names of people and of countries: their spellings, and how alike two of them are."""
