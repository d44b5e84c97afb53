"""What property tests draw: applications, documents and machine-readable zones."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from lambdas.shared import schemas
from lambdas.shared.countries import ISO_NAMES
from lambdas.shared.mrz import write_mrz

TODAY = date(2026, 7, 15)
COUNTRIES = st.sampled_from(sorted(ISO_NAMES))
NAMES = st.lists(st.text("ABCxyzÄéñØŁßЖЯ", min_size=1, max_size=6), min_size=1, max_size=3).map(" ".join)
"""Names whose every letter has a place in a machine-readable zone."""


def _drawn_by(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """The values that a schema of this project lets through, of moderate size."""
    if "$ref" in schema:
        name, _, path = schema["$ref"].partition("#/$defs/")
        return _drawn_by(schemas.load((name or "application").removesuffix(".json"))["$defs"][path])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema["type"]:
        case "object":
            fields = {name: _drawn_by(value) for name, value in schema["properties"].items() if name != "sandbox"}
            required = {name: fields.pop(name) for name in schema["required"]}
            return st.fixed_dictionaries(required, optional=fields)
        case "array":
            size, unique = min(schema["maxItems"], 2), schema.get("uniqueItems", False)
            return st.lists(
                _drawn_by(schema["items"]), min_size=schema.get("minItems", 0), max_size=size, unique=unique
            )
        case "integer":
            return st.integers(schema["minimum"], schema["maximum"])
    return _strings(schema)


def _strings(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    if "pattern" not in schema:
        return st.text(min_size=schema["minLength"], max_size=min(schema["maxLength"], 12))
    drawn = st.from_regex(schema["pattern"]).filter(lambda text: len(text) <= schema.get("maxLength", len(text)))
    # Patterns alone would hardly ever draw a real date or country.
    likely = {"a date as": st.dates().map(str), "a country": COUNTRIES, "a name of": NAMES}
    return likely.get(" ".join(schema.get("description", "").split()[:2]), st.nothing()) | drawn


ANY_APPLICATION = _drawn_by(schemas.load("application"))
"""Every kind of application that the schema lets through, sensible or not."""

DOCUMENTS = st.fixed_dictionaries(
    {
        "document_type": st.sampled_from(["passport", "identity_card", "residence_permit"]),
        "issuing_country": COUNTRIES,
        "family_name": st.text("ABCxyzÄéñØŁßЖЯ", min_size=1, max_size=6),
        "given_names": st.text("ABCxyzÄéñØŁßЖЯ", max_size=6),
        "document_number": st.text("ABCXYZ0123456789", min_size=3, max_size=9),
        "nationality": COUNTRIES,
        "birth_date": st.dates(TODAY - timedelta(99 * 365), TODAY).map(str),
        "sex": st.sampled_from(["F", "M", "X"]),
        "expires_on": st.dates(TODAY, TODAY + timedelta(40 * 365)).map(str),
    }
)
"""Documents as ``write_mrz`` takes them, all of whose fields have room in a zone."""

ZONES = DOCUMENTS.map(lambda document: write_mrz(**document))


def _lines(count: int, width: int) -> st.SearchStrategy[str]:
    line = st.text("<0123456789ADFMPUVZ", min_size=width, max_size=width)
    return st.lists(line, min_size=count, max_size=count).map("\n".join)


ANY_TEXT = st.text(max_size=100) | _lines(3, 30) | _lines(2, 36) | _lines(2, 44)
"""Any text, and texts that have the shape of a zone and nothing else."""
