"""What runs in the peers' own environment: the public benchmark's cases, and the peers' answers to them.

``python screening_peers.py COMMAND < request.json > answer.json``; imports nothing of this project.
"""

import json
import sys
import time
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import jellyfish  # type: ignore[import-not-found]
from rapidfuzz import fuzz, process, utils

Row = dict[str, Any]
_FIRST = 100
"""Names that logic-v2 looks at where comparing all would take hours: the nearest by token_sort_ratio."""
_BRUTE_FORCE = 4
"""People that it searches for among all."""


def cases(request: Row) -> Row:
    """The benchmark's cases over OFAC's list in ``folder``, and the variants of each of ``names``, all by ``seed``."""
    from ssb import benchmark, perturb, sources  # type: ignore[import-not-found] # noqa: PLC0415

    texts = [(Path(request["folder"]) / name).read_text("utf-8", "replace") for name in ("sdn.csv", "alt.csv")]
    entities = sources._parse_sdn(texts[0])
    sources._parse_alt(texts[1], entities)
    snapshot = sources.ListSnapshot("ofac_sdn", "", list(entities.values()))
    built = benchmark.build(snapshot, limit=request["people"], seed=request["seed"])
    variants = {
        number: [one.text for one in perturb.apply_all(name, number, seed=request["seed"], max_per_class=2)]
        for number, name in request["names"].items()
    }
    return {
        "names": built.candidates,
        "cases": [{"name": case.query, "entry": case.expected_entity_id} for case in built.cases],
        "variants": variants,
    }


def strings(request: Row) -> Row:
    """The best entry and its score by each string measure, for each case, among ``names``."""
    owners, names = _flat(request["names"])
    plain = [utils.default_process(name) for name in names]
    scorers = {"WRatio": fuzz.WRatio, "token_sort": fuzz.token_sort_ratio}
    answers: Row = {name: [] for name in (*scorers, "Jaro-Winkler")}
    for case in request["cases"]:
        asked = utils.default_process(case["name"])
        for name, scorer in scorers.items():
            _, score, place = process.extractOne(asked, plain, scorer=scorer)
            answers[name].append([owners[place], score])
        scores = [jellyfish.jaro_winkler_similarity(asked, name) for name in plain]
        place = max(range(len(plain)), key=scores.__getitem__)
        answers["Jaro-Winkler"].append([owners[place], scores[place]])
    return answers


def logic(request: Row) -> Row:
    """The best entry and its score by nomenklatura's logic-v2, and the seconds that each search took.

    Among the entries with the nearest names and the one that is right, which is to its advantage.
    """
    owners, names = _flat({number: entry["names"] for number, entry in request["entries"].items()})
    plain = [utils.default_process(name) for name in names]
    answers, seconds = [], []
    for case in request["cases"]:
        start = time.perf_counter()
        asked = utils.default_process(case["name"])
        near = process.extract(asked, plain, scorer=fuzz.token_sort_ratio, limit=_FIRST)
        found = {owners[place] for _, _, place in near} | ({case["entry"]} - {None})
        answers.append(_best(case, sorted(found), request["entries"]))
        seconds.append(time.perf_counter() - start)
    return {"logic-v2": answers, "seconds": seconds, "brute force": _brute_force(request)}


def _brute_force(request: Row) -> list[float]:
    """Seconds of some searches among all; none where there are few entries."""
    seconds = []
    for case in request["cases"][:_BRUTE_FORCE] if request.get("brute_force") else []:
        start = time.perf_counter()
        _best(case, list(request["entries"]), request["entries"])
        seconds.append(time.perf_counter() - start)
    return seconds


def _best(case: Row, numbers: list[str], entries: Row) -> list[Any]:
    algorithm, settings = _algorithm()
    number = f"asked {next(_NUMBERS)}"  # nomenklatura remembers names by id
    asked = _person(number, [case["name"]], [case["birth_date"]], case["countries"])
    scores = {one: algorithm.compare(asked, _listed(one, entries), settings).score for one in numbers}
    best = max(scores, key=scores.__getitem__)
    return [best, scores[best], scores.get(case["entry"], 0.0)]


_MADE: Row = {}
_NUMBERS = count()


def _listed(number: str, entries: Row) -> Any:
    if number not in _MADE:
        entry = entries[number]
        _MADE[number] = _person(number, entry["names"], entry["birth_dates"], entry["countries"])
    return _MADE[number]


@cache
def _algorithm() -> tuple[Any, Any]:
    from nomenklatura.matching import get_algorithm  # type: ignore[import-not-found] # noqa: PLC0415

    algorithm: Any = get_algorithm("logic-v2")
    return algorithm, algorithm.default_config()


def _person(number: str, names: list[str], birth_dates: list[str | None], countries: list[str]) -> Any:
    from followthemoney import model  # type: ignore[import-not-found] # noqa: PLC0415

    made = model.make_entity("Person")
    made.id = number
    for field, values in (("name", names), ("birthDate", birth_dates), ("nationality", countries)):
        for value in filter(None, values):
            made.add(field, value)
    return made


def _flat(names: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    pairs = [(number, name) for number, own in names.items() for name in own]
    return [number for number, _ in pairs], [name for _, name in pairs]


if __name__ == "__main__":
    json.dump({"cases": cases, "strings": strings, "logic": logic}[sys.argv[1]](json.load(sys.stdin)), sys.stdout)
