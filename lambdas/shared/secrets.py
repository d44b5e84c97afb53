"""Secrets, read once per process from Secrets Manager."""

import os
from functools import cache

from lambdas.shared import aws


@cache
def identity_key() -> bytes:
    """The key of the fingerprints by which duplicates are found. It is never rotated: fingerprints would not match."""
    secret = aws.client("secretsmanager").get_secret_value(SecretId=os.environ["IDENTITY_KEY_SECRET"])
    return str(secret["SecretString"]).encode()
