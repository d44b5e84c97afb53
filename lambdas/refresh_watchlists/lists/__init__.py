"""One module for each published list: it reads the list's files into entries, wherever they come from."""
