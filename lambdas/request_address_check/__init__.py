"""Ask the address bureau, which answers later."""
