"""Whether a request to the API is signed in, and which routes its caller reaches."""
