"""What people do with onboardings, whether through the API or with AWS credentials."""
