"""List prices of AWS in Frankfurt (eu-central-1) in USD, without taxes, free tiers and discounts for volume.

Other regions differ by some percent. ``is_sure``: the price was seen on AWS's own page when this was written; others
are those that are commonly quoted, to be held against the list before anybody relies on them.
"""

from dataclasses import dataclass

REGION, LISTED_ON = "eu-central-1", "2026-11-26"


@dataclass(frozen=True)
class Price:
    """``usd`` for ``per`` units."""

    service: str
    unit: str
    usd: float
    per: int = 1
    is_sure: bool = False


MILLION = 1_000_000
PRICES = {
    "transition": Price("Step Functions", "states entered", 0.025, 1000, is_sure=True),
    "call": Price("Lambda", "calls of functions", 0.20, MILLION, is_sure=True),
    "gigabyte_second": Price("Lambda", "GB-seconds on arm64", 0.0000133334, is_sure=True),
    "write_unit": Price("DynamoDB", "write units on demand", 0.7625, MILLION),
    "read_unit": Price("DynamoDB", "read units on demand", 0.1525, MILLION),
    "api_request": Price("API Gateway", "requests to a REST API", 3.70, MILLION),
    "event": Price("EventBridge", "custom events", 1.00, MILLION),
    "publication": Price("SNS", "messages published", 0.50, MILLION),
    "queue_request": Price("SQS", "requests", 0.40, MILLION),
    "object_read": Price("S3", "GET requests", 0.00043, 1000),
    "object_write": Price("S3", "PUT requests", 0.0054, 1000),
    "secret_read": Price("Secrets Manager", "secrets read", 0.05, 10_000),
    "key_use": Price("KMS", "requests", 0.03, 10_000),
    "text_page": Price("Textract", "pages by DetectDocumentText", 0.0015),
    "face_comparison": Price("Rekognition", "pictures by CompareFaces", 0.001),
    "mail": Price("SES", "mails", 0.10, 1000),
}
"""By what is counted."""
