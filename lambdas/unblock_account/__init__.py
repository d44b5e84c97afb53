"""Have core banking lift the block of an account, once two people said so."""
