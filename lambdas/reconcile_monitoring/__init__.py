"""What of a run of the monitoring is still to be screened; where nothing is, the certificate of coverage."""
