"""Numbers that may be tuned, in frozen dataclasses whose fields say what each number means, its unit and its range:

@dataclass(frozen=True)
class Config(Tunables):
one_name_from: float = number(0.9, "score", 0, 1, "Two names are one name.")
"""

from dataclasses import dataclass, field, fields
from typing import TypeVar

_Value = TypeVar("_Value", int, float)


@dataclass(frozen=True, slots=True)
class Number:
    """What a field's number means; its value must lie from ``least`` to ``most``."""

    unit: str
    least: float
    most: float
    description: str


def number(value: _Value, unit: str, least: float, most: float, description: str) -> _Value:
    """A dataclass field with this default and description."""
    return field(default=value, metadata={"number": Number(unit, least, most, description)})


class Tunables:
    """The base of such dataclasses. Making one raises ValueError where a number is outside its range."""

    def __post_init__(self) -> None:
        for name, about in numbers(type(self)).items():
            value = getattr(self, name)
            if not about.least <= value <= about.most:
                raise ValueError(
                    f"{type(self).__name__}.{name} is {value}; it must lie from {about.least} to {about.most} "
                    f"({about.unit}): {about.description}"
                )


def numbers(config: type[Tunables]) -> dict[str, Number]:
    """What each field of the dataclass means, by its name. Raises KeyError where a field has no description."""
    return {one.name: one.metadata["number"] for one in fields(config)}  # type: ignore[arg-type]
