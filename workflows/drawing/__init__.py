"""How a definition is drawn: where its states lie and the ways between them, worked out when it is built."""
