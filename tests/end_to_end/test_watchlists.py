"""The watchlists of a deployed bank: refreshed by the function, refused where they are wrong, hits remembered."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infrastructure.target import Target
from infrastructure.watchlists import SAMPLE
from tests.applications import application, sample
from tests.end_to_end.conftest import Bank, run
from tests.lambdas.shared.providers.loopback import Reply, Request, serving

Row = dict[str, Any]
SDN = (SAMPLE / "sdn.csv").read_bytes()
STACK = f"lists-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
"""Each of the run's workers has one, because a refresh changes the lists of all who share them."""


@pytest.fixture(scope="module")
def lists(deployed: Row) -> Bank:
    """A bank of its own, because the others need their list."""
    run("deploy.py", "--stack", STACK, "--json")
    return Bank(Target(stack=STACK))


@pytest.fixture
def given(lists: Bank) -> Iterator[Any]:
    """A function that gives the bank another sdn.csv."""
    s3, bucket = lists.target.client("s3"), lists.outputs["ArtifactsBucketName"]

    def give(content: bytes) -> None:
        s3.put_object(Bucket=bucket, Key="watchlists/files/sdn.csv", Body=content)

    yield give
    give(SDN)
    kyc("--direct", "watchlists", "refresh")


def accept(*lists: str) -> Any:
    """What a refresh reports that two operators ask for, because these lists are smaller."""
    asked = ["--direct", "watchlists", "refresh", "--json", *(word for name in lists for word in ("--accept", name))]
    assert json.loads(kyc(*asked, "--reviewer", "olga").stdout)["report"] is None
    return json.loads(kyc(*asked, "--reviewer", "omar").stdout)


def kyc(*arguments: str, status: int = 0) -> Any:
    done = run("-m", "backoffice", "--stack", STACK, *arguments, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    return done


def test_what_deploy_published_is_shown(lists: Bank) -> None:
    current = json.loads(kyc("watchlists", "--json").stdout)["current"]
    entries = {source["name"]: source["entries"] for source in current["sources"]}
    assert (entries["ofac"], entries["pep"]) == (12, 3)
    shown = kyc("watchlists").stdout
    assert current["version"] in shown
    assert "0.0 h" in shown


def test_a_refresh_publishes_what_is_new_and_says_so_otherwise(lists: Bank, given: Any) -> None:
    kyc("watchlists", "refresh")
    again = json.loads(kyc("watchlists", "refresh", "--json").stdout)
    assert again["outcome"] == "unchanged"
    given(SDN + SDN.splitlines(keepends=True)[0].replace(b"90001", b"90099").replace(b"VOLKOV", b"UNGELESEN"))
    new = json.loads(kyc("--direct", "watchlists", "refresh", "--reviewer", "eva", "--json").stdout)
    assert (new["outcome"], new["asked_by"]) == ("published", "eva")
    assert new["version"] != again["version"]
    assert new["version"] in [one["version"] for one in json.loads(kyc("watchlists", "--json").stdout)["versions"]]


def test_what_fails_its_checks_is_refused_and_raises_an_alert(lists: Bank, given: Any) -> None:
    sqs, sns = lists.target.client("sqs"), lists.target.client("sns")
    queue = sqs.create_queue(QueueName=f"alerts-of-{STACK}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=lists.outputs["AlertsTopicArn"], Protocol="sqs", Endpoint=arn)
    kyc("watchlists", "refresh")
    before = json.loads(kyc("watchlists", "--json").stdout)["current"]["version"]
    given(b"".join(SDN.splitlines(keepends=True)[:9]))  # of eleven that are searched; the last is a ship
    refused = kyc("watchlists", "refresh", "--json", status=2)
    report = json.loads(refused.stdout)
    codes = [problem["code"] for problem in report["problems"]]
    # The most of thirty days, which it is compared with, may be of another test's file, which has a name more.
    assert codes in (["FEWER_ENTRIES"], ["FEWER_ENTRIES", "FIELDS_EMPTIER"])
    assert "refused: ofac; what was accepted last stays in force" in refused.stderr
    assert json.loads(kyc("watchlists", "--json").stdout)["current"]["version"] == before
    (message,) = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20)["Messages"]
    alert = json.loads(json.loads(message["Body"])["Message"])
    assert (alert["watchlists"], alert["problems"]) == ("unchanged", [f"ofac: {code}" for code in codes])
    (content,) = [source["content"] for source in report["sources"] if source["name"] == "ofac"]
    assert accept(f"ofac:{content}")["outcome"] == "published"


def test_a_publisher_is_asked_with_conditions(lists: Bank) -> None:
    """The function's latest code with a publisher on loopback; what it is for the bank is the version before."""
    client, name = lists.target.client("lambda"), f"{STACK}-refresh-watchlists"
    files = {f"/{file.name}": file.read_bytes() for file in SAMPLE.glob("*.csv")}
    files["/sdn_comments.csv"] = b'90001,"; Gender Male."'

    def publish(request: Request) -> Reply:
        if request.path not in files:
            return Reply(404, b"")
        etag = f'"{len(files[request.path])}"'
        same = request.headers.get("if-none-match") == etag
        return Reply(304 if same else 200, b"" if same else files[request.path], {"ETag": etag})

    with serving() as server:
        server.answer = publish
        variables = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        changed = variables | {"WATCHLISTS_FOLDER": server.url}
        client.update_function_configuration(FunctionName=name, Environment={"Variables": changed})
        event = {"run": "loopback", "asked_by": "test", "principal": "", "accept": []}
        answers = [
            json.loads(client.invoke(FunctionName=name, Payload=json.dumps(event))["Payload"].read()) for _ in range(2)
        ]
        client.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
    states = [{source["name"]: source["state"] for source in answer["sources"]} for answer in answers]
    assert (states[0]["ofac"], states[0]["pep"]) == ("fetched", "fetched")
    assert (states[1]["ofac"], states[1]["pep"]) == ("not_modified", "not_modified")
    assert answers[1]["outcome"] == "unchanged"
    kyc("--direct", "watchlists", "refresh")


def possible() -> Any:
    """A fresh application of the sample's namesake, with a document of its own."""
    fresh, made = application(), sample("possible")
    return made | {"application_id": fresh["application_id"], "document": made["document"] | fresh["document"]}


def test_a_cleared_hit_is_remembered_in_the_next_case(lists: Bank) -> None:
    first = lists.onboard(possible())
    assert first["status"] == "awaiting_review"
    (step,) = [one for one in first["steps"] if one["step"] == "screen_sanctions"]
    (hit,) = step["details"]["hits"]
    assert (hit["entry_id"], hit["remembered"]) == ("ofac-90001", False)
    said = ("--reason", "FALSE_POSITIVE", "--evidence", first["evidence"], "--json")
    assert (
        "found no entry ofac-1" in kyc("--direct", "clear", first["application_id"], "ofac-1", *said, status=2).stderr
    )
    clear = ("--direct", "clear", first["application_id"], "ofac-90001", *said)
    assert json.loads(kyc(*clear, "--reviewer", "eva").stdout)["cleared"] is False
    assert json.loads(kyc(*clear, "--reviewer", "max", "--senior").stdout)["cleared"] is True
    second = lists.onboard(possible())
    (step,) = [one for one in second["steps"] if one["step"] == "screen_sanctions"]
    assert (step["verdict"], step["result"]["hits"], step["result"]["remembered"]) == ("pass", 0, 1)
    (hit,) = step["details"]["hits"]
    assert (hit["remembered"], hit["cleared"]["by"]) == (True, ["eva", "max"])
    assert "POSSIBLE_SANCTIONS_MATCH" not in second["reasons"]


def test_the_bank_s_own_list_is_in_force_once_two_people_say_so(lists: Bank, tmp_path: Path) -> None:
    made = application()
    name = f"{made['applicant']['given_names']} {made['applicant']['family_name']}"
    party = {"id": "oj-1", "type": "individual", "names": [name], "source": "Regulation 1", "source_date": "2026-11-24"}
    file = tmp_path / "party.json"
    file.write_text(json.dumps(party), encoding="utf-8")
    add = ("--direct", "watchlists", "add", str(file), "--reason", "NOT_PUBLISHED_YET", "--json")
    assert json.loads(kyc(*add, "--reviewer", "eva").stdout)["decided"] is False
    given = json.loads(kyc(*add, "--reviewer", "max").stdout)
    assert (given["decided"], given["by"], given["refresh"]["outcome"]) == (True, ["eva", "max"], "published")
    assert "The bank's own: oj-1" in kyc("watchlists", "own").stdout
    (step,) = [one for one in lists.onboard(made)["steps"] if one["step"] == "screen_sanctions"]
    assert [hit["entry_id"] for hit in step["details"]["hits"]] == ["bank-oj-1"]
    remove = (
        "--direct",
        "watchlists",
        "remove",
        "oj-1",
        "--reason",
        "ENTERED_IN_ERROR",
        "--evidence",
        given["evidence"],
        "--json",
    )
    kyc(*remove, "--reviewer", "eva")
    assert "must be senior" in kyc(*remove, "--reviewer", "max", status=2).stderr
    assert json.loads(kyc(*remove, "--reviewer", "max", "--senior").stdout)["decided"] is True
    assert "Nobody is on the bank's own list" in kyc("watchlists", "own").stdout
