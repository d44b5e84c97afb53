"""The application itself: are its values possible, before anything is spent on checking it."""
