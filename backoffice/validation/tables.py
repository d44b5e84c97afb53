"""The tables of the report: people counted by mutation, spelling system, script, list and threshold."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from statistics import mean

from backoffice.validation.cases import Case, Sampler, person_of
from backoffice.validation.measuring import LEAST, Searched, Searcher
from backoffice.validation.published import spellings
from lambdas.shared.runtime.characters import visible
from lambdas.shared.runtime.dynamodb import Row
from lambdas.shared.watchlists.entries import Entry
from lambdas.shared.watchlists.matching import Hit, Query, WatchlistIndex
from lambdas.shared.watchlists.possible_match import PossibleMatch

_THRESHOLDS = (LEAST, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)
_MOST_NAMES = 30_000
"""Listed names that are searched for, each by itself."""
_SHOWN = 25
"""People who are shown one by one."""
_CLOSE = 0.1
"""Scores that are just below the threshold."""


def as_listed(searcher: Searcher, sampler: Sampler) -> Row:
    """``names`` searched for, and those that are ``lost``.

    By the name alone; where the policy wants a second sign, with birth date and country, of entries that have one.
    """
    chance = sampler.chance("as listed")
    signed = [one for one in sampler.entries if not searcher.rule.second_sign or one.birth_dates or one.countries]
    names = [(entry, name) for entry in signed for name in entry.names]
    lost = []
    for entry, name in chance.sample(names, min(len(names), _MOST_NAMES)):
        query = person_of(entry, name, chance).query if searcher.rule.second_sign else Query((name,))
        if not searcher.find(query, frozenset((entry.entry_id,)), below=False).is_match:
            lost.append({"entry_id": entry.entry_id, "name": visible(name)})
    return {"names": min(len(names), _MOST_NAMES), "lost": lost}


def published(searcher: Searcher, entries: Sequence[Entry]) -> Row:
    """``people`` of ``spellings.csv`` who are listed, how many are ``found``, and who is ``missed``, with the class."""
    known, missed, people = {one.entry_id: one for one in entries}, [], 0
    for group, name, ids in spellings(known):
        people += 1
        queries = [_told(name, known[one]) for one in sorted(ids)]
        if not any(searcher.find(query, ids, below=False).is_match for query in queries):
            missed.append({"class": group, "name": visible(name), "entry_ids": sorted(ids)})
    return {"people": people, "found": people - len(missed), "missed": missed}


def other_scripts(entries: Sequence[Entry], sampler: Sampler, rule: PossibleMatch) -> list[Searched]:
    """Listed names in other scripts, searched for among the listed names in Latin letters alone."""
    latin = [replace(one, names=_latin(one.names), weak_names=_latin(one.weak_names)) for one in entries]
    chance, kept = sampler.chance("other scripts"), {one.entry_id for one in latin if one.names}
    people = [one for one in sampler.entries if one.entry_id in kept]
    names = [(one, name) for one in people for name in one.names if name not in _latin(one.names)]
    some = chance.sample(names, min(len(names), 5 * sampler.size))
    cases = [Case(script(name), person_of(entry, name, chance), entry) for entry, name in some]
    return Searcher(WatchlistIndex.build(latin), rule).listed(cases) if cases else []


def by(searched: Iterable[Searched], key: Callable[[Searched], str]) -> list[Row]:
    """The people by row, in order of the rows' first; what is clean is counted beside who is listed."""
    rows = defaultdict[str, list[Searched]](list)
    for one in searched:
        rows[key(one)].append(one)
    return [{"row": name} | _counted(some) for name, some in rows.items()]


def row_of(searched: Searched) -> str:
    return searched.case.row


def script_of(searched: Searched) -> str:
    return script(searched.case.person.query.names[0])


def by_list(searched: Sequence[Searched]) -> list[Row]:
    """Listed people by their list; and how many of all clean ones are alerted by it first of all."""
    rows = by((one for one in searched if one.case.entry or one.known.hit), _list_of)
    everybody = sum(not one.case.entry for one in searched)
    return [row | {"clean": everybody} for row in rows]


def _list_of(searched: Searched) -> str:
    if searched.case.entry:
        return searched.case.entry.list_name
    return searched.known.hit.list_name if searched.known.hit else ""


def known_of(searched: Searched) -> str:
    """Of who is listed."""
    entry = searched.case.entry
    signs = (("birth date", entry and entry.birth_dates), ("country", entry and entry.countries))
    known = [what for what, there in signs if there]
    return " and ".join(known) or "neither birth date nor country"


def thresholds(listed: Sequence[Searched], clean: Sequence[Searched], rule: PossibleMatch) -> list[Row]:
    """At each score from which on a hit would be a possible match: people found, and clean ones alerted."""
    people = [one for one in listed if one.case.entry]
    named = [one.alone for one in people if one.alone]
    return [
        {
            "row": f"{least:.2f}",
            "people": len(people),
            "found": sum(one.known.is_match_from(least, rule) for one in people),
            "by_name": sum(one.is_match_from(least, rule) for one in named) if named else None,
            "clean": len(clean),
            "alerted": sum(one.known.is_match_from(least, rule) for one in clean),
        }
        for least in _THRESHOLDS
    ]


def missed(searched: Sequence[Searched], rule: PossibleMatch, sampler: Sampler) -> Row:
    """Listed people who are no possible match: ``people``, ``without_score`` (nothing was found of them), ``cut_off``
    (whose score would be enough, but who are found only where lower ones are looked for), the reasons that were
    counted, and a ``sample`` of those just below the threshold.
    """
    found = [one for one in searched if one.case.entry and not one.known.is_match]
    close = [one for one in found if one.known.score >= rule.score - _CLOSE]
    without = sum(one.known.hit is None for one in found)
    cut_off = sum(one.known.score >= rule.score for one in found)
    counts = {"people": len(found), "without_score": without, "cut_off": cut_off}
    return counts | _shown(found, close, sampler, "missed")


def alerted(clean: Sequence[Searched], sampler: Sampler) -> Row:
    """Clean people who are a possible match: ``people``, the reasons that were counted, and a ``sample``."""
    found = [one for one in clean if one.known.is_match]
    return {"people": len(found)} | _shown(found, found, sampler, "alerted")


def script(name: str) -> str:
    """The script of most of its letters, as Unicode calls it."""
    found = Counter(unicodedata.name(letter, "UNKNOWN").split()[0] for letter in name if letter.isalpha())
    return found.most_common(1)[0][0] if found else "none"


def _latin(names: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if script(name) in ("LATIN", "none"))


def _told(name: str, entry: Entry) -> Query:
    return Query((name,), next(iter(entry.birth_dates), None), entry.countries[:1])


def _counted(searched: Sequence[Searched]) -> Row:
    listed = [one for one in searched if one.case.entry]
    clean = [one for one in searched if not one.case.entry]
    named = [one.alone for one in listed if one.alone]
    return {
        "people": len(listed),
        "found": sum(one.known.is_match for one in listed),
        "by_name": sum(one.is_match for one in named) if named else None,
        "score": round(mean(one.known.score for one in listed), 4) if listed else None,
        "clean": len(clean),
        "alerted": sum(one.known.is_match for one in clean),
    }


def _shown(found: Sequence[Searched], close: Sequence[Searched], sampler: Sampler, name: str) -> Row:
    hits = [one.known.hit for one in found if one.known.hit]
    reasons = Counter(reason.code for hit in hits for reason in hit.reasons)
    some = sampler.chance(name).sample(close, min(len(close), _SHOWN))
    sample = sorted((_one(one, one.known.hit) for one in some if one.known.hit), key=lambda row: -row["score"])
    return {"reasons": dict(sorted(reasons.items())), "sample": sample}


def _one(searched: Searched, hit: Hit) -> Row:
    query = searched.case.person.query
    return {
        "row": searched.case.row,
        "asked": visible(query.names[0]),
        "birth_date": query.birth_date or "",
        "countries": list(query.countries),
        "entry_id": hit.entry_id,
        "name": visible(hit.name_matched),
        "score": round(hit.score, 4),
        "reasons": {one.code: one.points for one in hit.reasons},
    }
