"""Where the lists come from: the policy, or a folder in the sandbox."""

import pytest

from lambdas.refresh_watchlists import sources
from lambdas.refresh_watchlists.lists.formats import READERS
from lambdas.shared.runtime import schemas


def test_every_form_can_be_read_and_the_schema_knows_each() -> None:
    listed = schemas.load("watchlist_policy")["properties"]["sources"]["items"]["properties"]["format"]["enum"]
    assert listed == list(READERS)
    assert {source.format for source in sources.of_policy()} <= set(READERS)


def test_the_policy_has_each_list_once_and_both_kinds() -> None:
    found = sources.of_policy()
    assert len({source.name for source in found}) == len(found)
    assert len({file for source in found for file in source.files}) == sum(len(source.files) for source in found)
    assert {source.kind for source in found if source.required} == {"sanctions", "pep"}
    assert all(source.oldest_hours == 36 for source in found)


def test_a_licensed_list_lies_in_the_banks_own_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTIFACTS_BUCKET", "bank-artifacts")
    monkeypatch.delenv("WATCHLISTS_FOLDER", raising=False)
    addresses = [address for source in sources.configured() for address in source.files.values()]
    assert "s3://bank-artifacts/watchlists/files/peps.csv" in addresses
    assert all(
        address.startswith(("https://", "s3://bank-artifacts/watchlists/", "record://")) for address in addresses
    )


def test_the_sandbox_has_what_its_folder_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTIFACTS_BUCKET", "test-artifacts")
    monkeypatch.setenv("WATCHLISTS_FOLDER", "s3://test-artifacts/watchlists/files")
    for source in sources.configured():
        assert source.may_be_absent
        assert source.must_find == ()
        if source.is_own:
            assert source.files == {"supplement.json": "record://supplement"}
            continue
        assert all(address == f"s3://test-artifacts/watchlists/files/{file}" for file, address in source.files.items())


def test_a_file_may_be_elsewhere_by_the_bank_s_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTIFACTS_BUCKET", "bank-artifacts")
    monkeypatch.delenv("WATCHLISTS_FOLDER", raising=False)
    monkeypatch.setenv("WATCHLIST_ADDRESSES", '{"sdn.csv": "https://mirror.example/sdn.csv"}')
    files = {file: address for source in sources.configured() for file, address in source.files.items()}
    assert files["sdn.csv"] == "https://mirror.example/sdn.csv"
    assert "mirror" not in files["alt.csv"]


def test_no_setting_moves_the_bank_s_own_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARTIFACTS_BUCKET", "bank-artifacts")
    monkeypatch.delenv("WATCHLISTS_FOLDER", raising=False)
    monkeypatch.setenv("WATCHLIST_ADDRESSES", '{"supplement.json": "https://elsewhere.example/empty.json"}')
    (own,) = [source for source in sources.configured() if source.is_own]
    assert own.files == {"supplement.json": "record://supplement"}
