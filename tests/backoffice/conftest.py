"""Away from every bank."""

from pathlib import Path

import pytest


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No local cloud, and no account."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "picture.jpg").write_bytes(b"a picture")
    monkeypatch.setenv("KYC_LOCAL_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE", "AWS_ACCESS_KEY_ID", "KYC_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
