"""The time, always in UTC."""

from datetime import UTC, date, datetime


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    return now().date()


def timestamp(moment: datetime | None = None) -> str:
    """ISO 8601 with milliseconds and Z, so that text order is time order."""
    return (moment or now()).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """The moment that ``timestamp`` wrote."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
