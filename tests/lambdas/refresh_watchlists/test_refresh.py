"""A refresh from end to end in memory: what is published, what is refused, and what is told."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas.refresh_watchlists import build, refresh
from lambdas.refresh_watchlists.lists import formats
from lambdas.refresh_watchlists.sources import Source
from lambdas.shared.reviews import supplement, supplement_decisions
from lambdas.shared.reviews.supplement import PARTITION
from lambdas.shared.runtime.clock import timestamp
from lambdas.shared.runtime.errors import Conflict
from lambdas.shared.runtime.people import Person
from lambdas.shared.watchlists.matching import Query, WatchlistIndex
from lambdas.shared.watchlists.versions import CURRENT, LAST_REFRESH, changes_key, entries_key, manifest_key
from tests.buckets import NOW, MemoryBucket, Stored
from tests.lambdas.refresh_watchlists.conftest import Publisher
from tests.lambdas.refresh_watchlists.samples import FILES
from tests.lambdas.refresh_watchlists.test_fetch import PATIENT
from tests.lambdas.shared.providers.loopback import Reply
from tests.memory import MemoryOnboarding

Row = dict[str, Any]
HOUR = timedelta(hours=1)


def word(number: int) -> str:
    """A part of a name for each number."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


SDN = b"".join(
    f'{number},"LISTED, Person {word(number)}","individual","EX",{"-0- ," * 7}"DOB 1960."\n'.encode()
    for number in range(100, 140)
)
# Without what nobody can read there.
UN = re.sub("<INDIVIDUAL><DATAID>.*?</INDIVIDUAL>", "", FILES["consolidated.xml"], flags=re.DOTALL).encode()
PEPS = b"\n".join(FILES["peps.csv"].encode().splitlines()[:2])


class Refreshing:
    """A bank with OFAC's and the UN's list on loopback, and PEPs in its bucket."""

    def __init__(self, publisher: Publisher, bucket: MemoryBucket) -> None:
        self.publisher, self.bucket = publisher, bucket
        publisher.files |= {"sdn.csv": SDN, "consolidated.xml": UN}
        bucket.objects["peps.csv"] = Stored(PEPS)
        self.ofac = Source(
            "ofac",
            "sanctions",
            "ofac_sdn_csv",
            {"sdn.csv": f"{publisher.url}/sdn.csv"},
            must_find=("Person Bab Listed",),
        )
        self.un = Source("un", "sanctions", "un_sc_xml", {"consolidated.xml": f"{publisher.url}/consolidated.xml"})
        self.own = Source("supplement", "sanctions", "bank_supplement", {"supplement.json": "record://supplement"})
        self.table = MemoryOnboarding()
        self.pep = Source("pep", "pep", "opensanctions_csv", {"peps.csv": "s3://bucket/peps.csv"})
        self.number = 0

    def run(self, *sources: Source, hours: int = 0, accept: tuple[str, ...] = ()) -> Row:
        self.number += 1
        event = {"run": f"run-{self.number}", "asked_by": "eva", "principal": "", "accept": list(accept)}
        wanted = sources or (self.ofac, self.un, self.pep)
        return refresh.run(event, wanted, self.bucket, "bucket", NOW + hours * HOUR, self.own_list)

    def own_list(self) -> bytes:
        return supplement.published(self.table)

    def decide(self, number: int, *, listed: bool) -> None:
        """Two people add the party of this number to the bank's own list, or remove it."""
        party: Row = {"id": f"own-{number}", "type": "individual", "names": [f"Own {word(number)}"]}
        party |= {"source": "Regulation 1", "source_date": "2026-11-24"}
        for name in ("eva", "max"):
            if listed:
                supplement_decisions.add(self.table, party, Person(name), "NOT_PUBLISHED_YET")
            else:
                seen = supplement.content_hash(party)
                supplement_decisions.remove(self.table, party["id"], seen, Person(name), "PUBLISHED", senior=True)

    def finds(self, name: str) -> bool:
        """Whether a search in the sanctions in force finds somebody of this name."""
        index = WatchlistIndex.from_bytes(self.bucket.objects[self.current["kinds"]["sanctions"]["key"]].content)
        return any(
            {*name.lower().split()} <= {*hit.name_matched.lower().split()} for hit in index.search(Query((name,)), 0.3)
        )

    @property
    def current(self) -> Row:
        found: Row = json.loads(self.bucket.objects[CURRENT].content)
        return found

    def ages(self) -> dict[str, str]:
        return {source["name"]: source["refreshed_at"] for source in self.current["sources"]}


@pytest.fixture
def bank(publisher: Publisher, bucket: MemoryBucket, monkeypatch: pytest.MonkeyPatch) -> Refreshing:
    monkeypatch.setattr("lambdas.refresh_watchlists.fetch.LIMITS", PATIENT)
    return Refreshing(publisher, bucket)


def states(report: Row) -> dict[str, str]:
    return {source["name"]: source["state"] for source in report["sources"]}


def codes(report: Row) -> list[tuple[str, str]]:
    return [(problem["source"], problem["code"]) for problem in report["problems"]]


def test_the_first_refresh_publishes_all(bank: Refreshing) -> None:
    report = bank.run()
    assert (report["outcome"], report["problems"], report["kinds"]) == ("published", [], ["sanctions", "pep"])
    assert states(report) == {"ofac": "fetched", "un": "fetched", "pep": "fetched"}
    current = bank.current
    assert current["version"] == report["version"]
    assert [(one["name"], one["entries"]) for one in current["sources"]] == [("ofac", 40), ("un", 2), ("pep", 1)]
    (file,) = current["sources"][0]["files"]
    assert (file["bytes"], file["rows"], file["unreadable"]) == (len(SDN), 40, 0)
    assert len(file["sha256"]) == 64
    assert json.loads(bank.bucket.objects[manifest_key(report["version"])].content) == current
    assert json.loads(bank.bucket.objects[LAST_REFRESH].content) == report
    written = bank.bucket.written
    assert written.index(CURRENT) > max(written.index(one["key"]) for one in current["kinds"].values())


def test_not_modified_moves_the_ages_and_keeps_the_version(bank: Refreshing) -> None:
    first = bank.run()
    again = bank.run(hours=24)
    assert (again["outcome"], again["version"]) == ("unchanged", first["version"])
    assert states(again) == {"ofac": "not_modified", "un": "not_modified", "pep": "fetched"}
    later, now = timestamp(NOW + 24 * HOUR), timestamp(NOW)
    assert bank.ages() == {"ofac": later, "un": later, "pep": now}  # nobody was asked for a file that lies there
    assert bank.current["sources"][0]["version"].startswith(f"{NOW:%Y-%m-%d}-")


def test_a_new_list_makes_a_new_version_of_it_alone(bank: Refreshing) -> None:
    first, before = bank.run(), bank.current
    bank.publisher.files["sdn.csv"] += SDN.replace(b"1", b"2", 1)[: SDN.index(b"\n") + 1]
    report = bank.run(hours=24)
    assert report["outcome"] == "published"
    assert report["version"] != first["version"]
    same = [
        one["version"] == other["version"]
        for one, other in zip(before["sources"], bank.current["sources"], strict=True)
    ]
    assert same == [False, True, True]
    assert manifest_key(first["version"]) in bank.bucket.objects


def shrink(bank: Refreshing) -> None:
    bank.publisher.files["sdn.csv"] = SDN[: SDN.index(b'135,"')]


def lose_birth_dates(bank: Refreshing) -> None:
    bank.publisher.files["sdn.csv"] = SDN.replace(b"DOB 1960", b"Male", 5)


def grow_unreadable(bank: Refreshing) -> None:
    bank.publisher.files["sdn.csv"] += b"half a row\n"


def lose_a_name(bank: Refreshing) -> None:
    bank.publisher.files["sdn.csv"] = SDN.replace(b"Person bab", b"Nobody bab")


def serve_a_page(bank: Refreshing) -> None:
    bank.publisher.files["consolidated.xml"] = b"<html><body>Maintenance</body></html>"


def serve_too_much(bank: Refreshing) -> None:
    bank.un = replace(bank.un, most_bytes=1000)
    bank.publisher.files["consolidated.xml"] += b" "


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (
            shrink,
            ("ofac", "FEWER_ENTRIES"),
            "35 entries, 40 at most in the last 30 days: 12.5 % fewer, of which 10 % are taken unasked",
        ),
        (
            lose_birth_dates,
            ("ofac", "FIELDS_EMPTIER"),
            "87.5% of persons with a birth date, 100.0% of persons with a birth date at most in the last 30 days: "
            "12.5 % less, of which 10 % are taken unasked",
        ),
        (grow_unreadable, ("ofac", "ROWS_UNREADABLE"), "1 of 41 rows, the first: line 41"),
        (lose_a_name, ("ofac", "NAME_NOT_FOUND"), "a search for Person Bab Listed finds nobody in it"),
        (
            serve_a_page,
            ("un", "UNREADABLE"),
            "consolidated.xml: no readable entry; is it a list in the form un_sc_xml?",
        ),
        (serve_too_much, ("un", "UNREADABLE"), "consolidated.xml has over 1,000 bytes"),
    ],
)
def test_what_fails_its_checks_leaves_the_accepted_copy_in_force(
    bank: Refreshing, change: Callable[[Refreshing], None], code: tuple[str, str], said: str
) -> None:
    first, before = bank.run(), bank.current
    change(bank)
    name, why = code
    for hours in (24, 25):  # the second time too, though the publisher says "not modified"
        report = bank.run(hours=hours)
        assert (report["outcome"], report["version"]) == ("unchanged", first["version"])
        assert codes(report) == [code]
        assert report["problems"][0]["said"] == said
        assert states(report)[name] == "refused"
        row, was = (next(one for one in each["sources"] if one["name"] == name) for each in (bank.current, before))
        refused = row.pop("refused")
        assert row == was  # as old as it was
        assert (refused["since"], refused["codes"]) == (timestamp(NOW + 24 * HOUR), [why])
        assert bool(refused["content"]) == (why in {"FEWER_ENTRIES", "FIELDS_EMPTIER"})
        others = {one: age for one, age in bank.ages().items() if one not in {name, "pep"}}
        assert set(others.values()) == {timestamp(NOW + hours * HOUR)}
        assert json.loads(bank.bucket.objects[LAST_REFRESH].content) == report


def test_what_is_right_again_is_refused_no_more(bank: Refreshing) -> None:
    first = bank.run()
    shrink(bank)
    bank.run(hours=1)
    bank.publisher.files["sdn.csv"] = SDN
    report = bank.run(hours=2)
    assert (report["version"], report["problems"], states(report)["ofac"]) == (first["version"], [], "fetched")
    assert "refused" not in bank.current["sources"][0]
    assert bank.ages()["ofac"] == timestamp(NOW + 2 * HOUR)


def accept(report: Row, name: str = "ofac") -> tuple[str, ...]:
    """What people say who looked at the files that this report refuses."""
    return tuple(f"{one['name']}:{one['content']}" for one in report["sources"] if one["name"] == name)


@pytest.mark.parametrize("change", [shrink, lose_birth_dates])
def test_a_list_with_less_is_taken_where_a_person_has_seen_it(
    bank: Refreshing, change: Callable[[Refreshing], None]
) -> None:
    bank.run()
    change(bank)
    refused = bank.run()
    (seen,) = accept(refused)
    for other in ("ofac", seen.replace("ofac", "un"), f"ofac:{'0' * 32}"):
        assert states(bank.run(accept=(other,)))["ofac"] == "refused"
    assert bank.run(accept=(seen,))["outcome"] == "published"
    again = bank.run()
    assert (again["outcome"], again["problems"]) == ("unchanged", [])


def test_what_came_after_people_looked_is_not_accepted(bank: Refreshing) -> None:
    bank.run()
    shrink(bank)
    seen = accept(bank.run())
    bank.publisher.files["sdn.csv"] = SDN[: SDN.index(b'110,"')]
    report = bank.run(accept=seen)
    assert (report["outcome"], codes(report)) == ("unchanged", [("ofac", "FEWER_ENTRIES")])
    assert accept(report) != seen
    assert bank.current["sources"][0]["entries"] == 40


def test_a_little_fewer_is_nothing(bank: Refreshing) -> None:
    bank.run()
    bank.publisher.files["sdn.csv"] = SDN[: SDN.index(b'136,"')]
    assert bank.run()["outcome"] == "published"


def test_who_does_not_answer_keeps_its_age_and_the_others_go_on(bank: Refreshing) -> None:
    bank.run()
    bank.run(hours=1)
    bank.publisher.instead["consolidated.xml"] = Reply(404, b"gone")
    bank.publisher.files["sdn.csv"] += SDN.replace(b"1", b"2", 1)[: SDN.index(b"\n") + 1]
    report = bank.run(hours=24)
    assert (report["outcome"], states(report)["un"]) == ("published", "kept")
    assert codes(report) == [("un", "NOT_ANSWERED")]
    assert bank.ages()["un"] == timestamp(NOW + HOUR)
    assert bank.ages()["ofac"] == timestamp(NOW + 24 * HOUR)


def test_a_kind_whose_required_source_is_missing_is_missing(bank: Refreshing) -> None:
    bank.publisher.instead["consolidated.xml"] = Reply(404, b"gone")
    del bank.bucket.objects["peps.csv"]
    report = bank.run()
    assert (report["outcome"], report["kinds"]) == ("published", [])
    assert codes(report) == [("un", "NOT_ANSWERED"), ("pep", "ABSENT")]
    assert bank.run(bank.ofac, replace(bank.un, required=False), bank.pep)["kinds"] == ["sanctions"]


def test_what_a_folder_does_not_have_is_not_missed(bank: Refreshing) -> None:
    report = bank.run(bank.ofac, replace(bank.pep, files={"peps.csv": "s3://bucket/none"}, may_be_absent=True))
    assert (report["outcome"], report["problems"], report["kinds"]) == ("published", [], ["sanctions"])


def test_without_any_list_nothing_is_published(bank: Refreshing) -> None:
    report = bank.run(replace(bank.pep, files={"peps.csv": "s3://bucket/none"}, may_be_absent=True))
    assert (report["outcome"], report["version"], codes(report)) == ("refused", None, [("all", "NOTHING_FOUND")])
    assert CURRENT not in bank.bucket.objects


def test_of_a_new_address_nothing_is_known(bank: Refreshing) -> None:
    bank.run()
    bank.publisher.files["moved.csv"] = SDN
    moved = replace(bank.ofac, files={"sdn.csv": f"{bank.publisher.url}/moved.csv"})
    assert states(bank.run(moved, bank.un, bank.pep))["ofac"] == "fetched"
    assert "if-none-match" not in bank.publisher.requests[-2].headers


def test_of_two_refreshes_at_once_one_publishes(bank: Refreshing, monkeypatch: pytest.MonkeyPatch) -> None:
    bank.run()
    put = bank.bucket.put_object

    def another_is_quicker(Bucket: str, Key: str, Body: Any, **more: Any) -> None:  # noqa: N803
        if Key == CURRENT:
            put(Bucket, Key, b"{}")
        put(Bucket, Key, Body, **more)

    monkeypatch.setattr(bank.bucket, "put_object", another_is_quicker)
    with pytest.raises(Conflict, match="another refresh"):
        bank.run(hours=1)
    assert bank.current == {}


def test_other_errors_of_s3_are_not_hidden(bank: Refreshing) -> None:
    bank.bucket.refused = "SlowDown"
    with pytest.raises(ClientError):
        bank.run()


def changes_of(bank: Refreshing, report: Row) -> Row:
    found: Row = json.loads(bank.bucket.objects[changes_key(report["version"])].content)
    return found


def test_what_changed_is_kept_beside_each_version(bank: Refreshing) -> None:
    first = bank.run()
    found = changes_of(bank, first)
    assert (found["version"], found["before"]) == (first["version"], None)
    assert {name: len(row["added"]) for name, row in found["lists"].items()} == {"ofac": 40, "pep": 1, "un": 2}
    bank.publisher.files["sdn.csv"] = SDN[SDN.index(b'101,"') :].replace(
        b"DOB 1960", b"DOB 1961", 1
    ) + SDN.splitlines()[0].replace(b"100", b"200", 1)
    second = bank.run(hours=2)
    assert changes_of(bank, second) == {
        "version": second["version"],
        "before": first["version"],
        "lists": {
            "ofac": {"added": ["ofac-200"], "changed": ["ofac-101"], "removed": ["ofac-100"]},
            "pep": {"added": [], "changed": [], "removed": []},
            "un": {"added": [], "changed": [], "removed": []},
        },
    }
    written = bank.bucket.written
    assert written.index(changes_key(second["version"])) < len(written) - 1 - written[::-1].index(CURRENT)


def test_after_a_version_whose_entries_nobody_knows_everything_is_new(bank: Refreshing) -> None:
    first = bank.run()
    del bank.bucket.objects[entries_key(first["version"])]
    bank.publisher.files["sdn.csv"] = SDN.replace(b"DOB 1960", b"DOB 1961", 1)
    found = changes_of(bank, bank.run(hours=2))
    assert found["before"] is None
    assert len(found["lists"]["ofac"]["added"]) == 40


def test_the_bank_s_own_list_is_in_force_without_any_publisher(bank: Refreshing) -> None:
    lists = (bank.ofac, bank.un, bank.own, bank.pep)
    first = bank.run(*lists)
    assert (first["outcome"], first["problems"]) == ("published", [])
    for number in range(3):
        bank.decide(number, listed=True)
    bank.publisher.instead["sdn.csv"] = bank.publisher.instead["consolidated.xml"] = Reply(404, b"gone")
    second = bank.run(*lists, hours=2)
    assert (second["outcome"], states(second)["supplement"]) == ("published", "fetched")
    added = ["bank-own-0", "bank-own-1", "bank-own-2"]
    assert changes_of(bank, second)["lists"]["supplement"] == {"added": added, "changed": [], "removed": []}
    index = WatchlistIndex.from_bytes(bank.bucket.objects[bank.current["kinds"]["sanctions"]["key"]].content)
    assert [hit.entry_id for hit in index.search(Query(("Own b",)), 0.3)] != []
    for number in range(3):  # what two people removed is no list that shrinks by itself
        bank.decide(number, listed=False)
    third = bank.run(*lists, hours=2)
    assert (third["outcome"], [one["code"] for one in third["problems"]]) == ("published", ["NOT_ANSWERED"] * 2)
    assert changes_of(bank, third)["lists"]["supplement"]["removed"] == added


def test_of_a_record_that_was_changed_the_own_list_stays_as_it_was_accepted(bank: Refreshing) -> None:
    lists = (bank.ofac, bank.un, bank.own, bank.pep)
    bank.decide(1, listed=True)
    bank.run(*lists)
    bank.table.rows[PARTITION, "OPINION#000001"] |= {"party": "{}"}
    grow(bank)
    report = bank.run(*lists, hours=2)
    assert (report["outcome"], codes(report)) == ("published", [("supplement", "UNREADABLE")])
    assert "was changed: entry 1" in report["problems"][0]["said"]
    assert (bank.finds("Own b"), bank.finds("Another Bacon")) == (True, True)
    assert bank.ages() | {"pep": ""} == {
        "ofac": timestamp(NOW + 2 * HOUR),
        "un": timestamp(NOW + 2 * HOUR),
        "supplement": timestamp(NOW),
        "pep": "",
    }


def grow(bank: Refreshing) -> None:
    bank.publisher.files["sdn.csv"] += (
        SDN.splitlines(keepends=True)[0].replace(b"100", b"900").replace(b"LISTED, Person baa", b"BACON, Another")
    )


ALL_REFUSED = [shrink, lose_birth_dates, grow_unreadable, lose_a_name]


@pytest.mark.parametrize("change", ALL_REFUSED)
def test_while_a_list_is_refused_the_own_list_and_the_others_come_into_force(
    bank: Refreshing, change: Callable[[Refreshing], None]
) -> None:
    lists = (bank.ofac, bank.un, bank.own, bank.pep)
    bank.decide(2, listed=True)
    first = bank.run(*lists)
    change(bank)
    bank.decide(1, listed=True)
    second = bank.run(*lists, hours=1)
    assert (second["outcome"], states(second)["ofac"], states(second)["supplement"]) == (
        "published",
        "refused",
        "fetched",
    )
    assert bank.finds("Own b")
    assert bank.finds("Person Bab Listed")
    assert changes_of(bank, second)["lists"]["ofac"] == {"added": [], "changed": [], "removed": []}
    assert changes_of(bank, second)["before"] == first["version"]
    bank.decide(2, listed=False)
    third = bank.run(*lists, hours=2)
    assert changes_of(bank, third)["lists"]["supplement"]["removed"] == ["bank-own-2"]
    assert bank.run(*lists, hours=3)["outcome"] == "unchanged"


def test_a_list_that_is_refused_for_a_week_grows_old_and_comes_into_force_by_nobody(bank: Refreshing) -> None:
    bank.run()
    shrink(bank)
    for hours in range(2, 7 * 24, 24):
        report = bank.run(hours=hours)
        assert (report["outcome"], states(report)["ofac"]) == ("unchanged", "refused")
    assert bank.ages()["ofac"] == timestamp(NOW)
    assert bank.current["sources"][0]["refused"]["since"] == timestamp(NOW + 2 * HOUR)
    for days in (20, 29, 31, 60):
        assert states(bank.run(hours=24 * days))["ofac"] == "refused"


def test_the_first_time_what_is_refused_is_in_no_version(bank: Refreshing) -> None:
    serve_a_page(bank)
    bank.decide(1, listed=True)
    report = bank.run(bank.ofac, bank.un, bank.own, bank.pep)
    assert (report["outcome"], report["kinds"], states(report)["un"]) == ("published", ["pep"], "refused")
    assert [one["name"] for one in bank.current["sources"]] == ["ofac", "supplement", "pep"]
    bank.publisher.files["consolidated.xml"] = UN
    assert bank.run(bank.ofac, bank.un, bank.own, bank.pep)["kinds"] == ["sanctions", "pep"]


def copies_of(bank: Refreshing, name: str) -> list[str]:
    return [key for key in bank.bucket.objects if key.startswith(f"watchlists/copies/{name}/")]


def test_without_its_accepted_copy_no_version_loses_a_list(bank: Refreshing) -> None:
    lists = (bank.ofac, bank.un, bank.own, bank.pep)
    first = bank.run(*lists)
    (kept,) = copies_of(bank, "ofac")
    content = bank.bucket.objects.pop(kept)
    shrink(bank)
    bank.decide(1, listed=True)
    for damaged in (None, Stored(SDN[: SDN.index(b'139,"')])):
        if damaged:
            bank.bucket.objects[kept] = damaged
        report = bank.run(*lists, hours=1)
        assert (report["outcome"], report["version"]) == ("refused", first["version"])
        assert [code for _, code in codes(report)] == ["FEWER_ENTRIES", "COPY_UNUSABLE"]
    bank.bucket.objects[kept] = content
    assert bank.run(*lists, hours=1)["outcome"] == "published"
    assert bank.finds("Own b")


def test_a_copy_that_is_lost_is_fetched_again(bank: Refreshing) -> None:
    bank.run()
    (kept,) = copies_of(bank, "un")
    del bank.bucket.objects[kept]
    report = bank.run(hours=1)
    assert (states(report)["un"], copies_of(bank, "un")) == ("fetched", [kept])


def test_code_that_reads_the_accepted_copy_otherwise_puts_nothing_in_force(
    bank: Refreshing, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = bank.run()
    monkeypatch.setattr(build, "program", lambda: "another")
    read = formats.READERS["ofac_sdn_csv"]

    def few(files: Any) -> Any:
        reading = read(files)
        return replace(reading, entries=reading.entries[:20])

    monkeypatch.setitem(formats.READERS, "ofac_sdn_csv", few)
    report = bank.run(hours=1)
    assert (report["outcome"], report["version"]) == ("refused", first["version"])
    assert [code for _, code in codes(report)] == ["FEWER_ENTRIES", "COPY_UNUSABLE"]


def test_what_did_not_change_is_not_read_and_no_index_is_built(
    bank: Refreshing, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = (bank.ofac, bank.un, bank.own, bank.pep)
    bank.run(*lists)
    counted = bank.current["counts"]
    for name in ("lambdas.refresh_watchlists.lists.formats.read", "lambdas.refresh_watchlists.build.WatchlistIndex"):
        monkeypatch.setattr(name, None)
    assert bank.run(*lists, hours=25)["outcome"] == "unchanged"
    now_counted = bank.current["counts"]
    assert {name: [row["entries"] for row in rows] for name, rows in now_counted.items()} == {
        name: [row["entries"] for row in (*rows, *rows)] for name, rows in counted.items()
    }


def test_a_refresh_that_dies_anywhere_accepts_nothing_and_the_next_one_makes_up_for_it(
    bank: Refreshing, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists = (bank.ofac, bank.un, bank.own, bank.pep)
    bank.run(*lists)
    before, put, written = bank.current, bank.bucket.put_object, len(bank.bucket.written)
    grow(bank)
    shrunk = UN[: UN.rindex(b"<INDIVIDUAL>")] + UN[UN.rindex(b"</INDIVIDUAL>") + len(b"</INDIVIDUAL>") :]
    bank.publisher.files["consolidated.xml"] = shrunk
    bank.decide(1, listed=True)
    for dies_at in range(1, 30):
        left = iter(range(dies_at))

        def dying(left: Iterator[int] = left, **given: Any) -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt
            put(**given)

        monkeypatch.setattr(bank.bucket, "put_object", dying)
        try:
            report = bank.run(*lists, hours=1)
        except KeyboardInterrupt:
            if json.dumps(bank.current) != json.dumps(before):
                break  # after the manifest there is only the report
            continue
        break
    assert dies_at > 5
    monkeypatch.setattr(bank.bucket, "put_object", put)
    report = bank.run(*lists, hours=2)
    assert states(report)["un"] == "refused"
    assert bank.finds("Own b")
    assert bank.finds("Another Bacon")
    assert {one["name"]: one["entries"] for one in bank.current["sources"]}["un"] == 2
    assert len(bank.bucket.written) > written


def test_without_its_own_list_nobody_is_screened(bank: Refreshing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bank, "own_list", None)
    report = bank.run(bank.ofac, bank.un, bank.own, bank.pep)
    assert (report["kinds"], codes(report)) == (["pep"], [("supplement", "ABSENT")])
