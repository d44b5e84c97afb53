"""Who calls the API, which roles they have, and which routes those roles reach."""
