"""Pictures go to the bucket, and what waits for them goes on by itself."""

from pathlib import Path
from typing import Any

import pytest
import urllib3

from backoffice import uploads
from backoffice.errors import BackOfficeError
from lambdas.shared.cases.table import UNKNOWN, CaseTable
from lambdas.shared.onboardings.errors import NotWaiting, UnknownApplication, UnusableFile
from tests.applications import application
from tests.end_to_end.conftest import Bank, run
from tests.pictures import drawn, encoded

Row = dict[str, Any]


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with front.jpg, selfie.png and the unusable small.jpg."""
    folder = tmp_path_factory.mktemp("pictures")
    (folder / "front.jpg").write_bytes(encoded(drawn()))
    (folder / "selfie.png").write_bytes(encoded(drawn(ink=40), "PNG"))
    (folder / "small.jpg").write_bytes(encoded(drawn((300, 200))))
    return folder


def awaiting(**sandbox: Any) -> Any:
    return application(sandbox={"uploads": True, **sandbox})


def uploaded(bank: Bank, application_id: str, count: int) -> Row:
    """The application once so many pictures were looked at."""
    return bank.until(application_id, lambda found: len(found["pictures"]) >= count)


def test_an_onboarding_waits_for_its_pictures_and_goes_on_with_the_last(bank: Bank, pictures: Path) -> None:
    waiting = bank.onboard(awaiting())
    assert (waiting["status"], waiting["reasons"]) == ("awaiting_documents", ["DOCUMENTS_MISSING"])
    (asked,) = bank.told(waiting["application_id"], "documents_needed")
    assert asked["body"].count("\n- ") == 2

    one = waiting["application_id"]
    run(
        "-m",
        "backoffice",
        "upload",
        one,
        "--front",
        str(pictures / "front.jpg"),
        "--selfie",
        str(pictures / "small.jpg"),
    )
    found = uploaded(bank, one, 2)
    assert found["status"] == "awaiting_documents"
    assert {row["picture"]: row["reasons"] for row in found["pictures"]} == {
        "document_front": [],
        "selfie": ["PICTURE_TOO_SMALL"],
    }
    told = run("-m", "backoffice", "show", one, "--details").stdout
    assert "unusable: PICTURE_TOO_SMALL" in told
    assert "at least 600 pixels" in told

    run("-m", "backoffice", "upload", one, "--selfie", str(pictures / "selfie.png"))
    after = bank.until(one, lambda row: row["status"] == "onboarded")
    (checked,) = [step for step in after["steps"] if step["step"] == "check_document"]
    front = next(row for row in after["pictures"] if row["picture"] == "document_front")
    assert checked["details"]["scans"]["document_front"] == {"key": front["key"], "version": front["version"]}
    assert after["attempts"] == 1


def test_pictures_are_sent_only_while_they_are_asked_for(bank: Bank, pictures: Path) -> None:
    one = bank.onboard(application(sandbox={"adverse_media": {"articles": 1}}))["application_id"]
    with pytest.raises(NotWaiting, match="is not asked for selfie now: it is awaiting_review"):
        bank.office.upload(one, {"selfie": pictures / "selfie.png"})
    before = bank.office.show(one)["review"]["evidence"]
    content = (pictures / "selfie.png").read_bytes()
    bank.target.client("s3").put_object(
        Bucket=bank.outputs["DocumentsBucketName"], Key=f"{one}/001/selfie", Body=content
    )
    bank.decide(one, "approved")
    found = bank.settled(one)
    assert (found["status"], found["pictures"]) == ("onboarded", [])
    assert [each["evidence"] for each in found["review"]["decisions"]] == [before]


def test_a_selfie_that_fails_is_asked_for_twice_and_nothing_else_is(bank: Bank, pictures: Path) -> None:
    one = bank.onboard(awaiting(face={"liveness": 10}))["application_id"]
    bank.office.upload(one, {"document_front": pictures / "front.jpg", "selfie": pictures / "selfie.png"})
    for attempt in (2, 3):
        asked = bank.until(one, lambda found, number=attempt: found["requests"][-1]["attempt"] == number)  # type: ignore[misc]
        assert asked["requests"][-1]["pictures"] == ["selfie"]
        bank.until(one, lambda found: found["status"] == "awaiting_documents")
        bank.office.upload(one, {"selfie": pictures / "selfie.png"})
    found = bank.until(one, lambda row: row["status"] == "declined")
    assert (found["reasons"], found["attempts"]) == (["NOT_LIVE"], 3)
    with pytest.raises(NotWaiting, match="needs no pictures any more: it is declined"):
        bank.office.upload(one, {"selfie": pictures / "selfie.png"})


def test_a_picture_for_nobody_is_recorded_and_harms_nothing(bank: Bank, pictures: Path) -> None:
    s3, name = bank.target.client("s3"), bank.outputs["DocumentsBucketName"]
    s3.put_object(Bucket=name, Key="nobody-1/001/selfie", Body=b"not even a picture")
    table = CaseTable(bank.target.client("dynamodb"), bank.outputs["OnboardingTableName"])
    bank.eventually(lambda: "nobody-1/001/selfie" in [row["key"] for row in table.starting(UNKNOWN, "UPLOAD#")])
    assert table.items("nobody-1") == []


def test_an_address_is_signed_for_one_type_and_size(bank: Bank, pictures: Path) -> None:
    one = bank.onboard(awaiting())["application_id"]
    content = (pictures / "front.jpg").read_bytes()
    found = bank.office.upload_addresses(one, {"document_front": ("image/jpeg", len(content))})["document_front"]
    assert "X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost" in found["url"]
    assert found["headers"] == {"Content-Type": "image/jpeg", "Content-Length": str(len(content))}
    with urllib3.PoolManager() as pool:
        assert pool.request(found["method"], found["url"], body=content, headers=found["headers"]).status == 200
    uploaded(bank, one, 1)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"selfie": ("image/gif", 100)}, "image/gif cannot be read"),
        ({"selfie": ("image/png", 10_000_001)}, "give a file of 1 to 10,000,000"),
        ({"holiday": ("image/png", 100)}, "holiday is no picture that is asked for"),
    ],
)
def test_what_could_not_be_used_is_not_uploaded(bank: Bank, files: Row, said: str) -> None:
    one = bank.onboard(awaiting())["application_id"]
    with pytest.raises(UnusableFile, match=said):
        bank.office.upload_addresses(one, files)


def test_pictures_need_an_application(bank: Bank, pictures: Path) -> None:
    with pytest.raises(UnknownApplication):
        bank.office.upload("nobody-1", {"selfie": pictures / "selfie.png"})
    done = run("-m", "backoffice", "upload", "nobody-1", "--selfie", "missing.png", check=False)
    assert (done.returncode, "missing.png cannot be read" in done.stderr) == (2, True)


def test_a_refused_upload_says_so(bank: Bank) -> None:
    nowhere = {"method": "PUT", "url": f"{bank.target.client('s3').meta.endpoint_url}/none/x", "headers": {}}
    with pytest.raises(BackOfficeError, match="refused with status 404"):
        uploads.send(nowhere, b"x")
