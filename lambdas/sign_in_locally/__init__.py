"""The local cloud's issuer of tokens, as a page: whoever signs in there says who they are."""
