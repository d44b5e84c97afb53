"""The local cloud as a process: what can go wrong with ports, process numbers and a missing package."""

import http.client
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infrastructure import local_cloud
from infrastructure.errors import DeploymentError
from infrastructure.target import Target


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind((local_cloud.HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def record(folder: Path, port: int, pid: int) -> None:
    folder.mkdir(parents=True)
    (folder / "cloud.json").write_text(json.dumps({"port": port, "pid": pid}), encoding="utf-8")
    (folder / "running").touch()


def test_a_port_in_use_by_another_program(cloud_folder: Path, monkeypatch: pytest.MonkeyPatch, taken_port: int) -> None:
    monkeypatch.setenv("KYC_LOCAL_PORT", str(taken_port))
    with pytest.raises(DeploymentError, match=f"Port {taken_port} is in use by another program"):
        local_cloud.start()
    assert local_cloud.find() is None


@pytest.mark.parametrize("given", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none(cloud_folder: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("KYC_LOCAL_PORT", given)
    with pytest.raises(DeploymentError, match="KYC_LOCAL_PORT must be a port number"):
        local_cloud.start()


def test_a_stale_process_number_is_not_believed_and_not_killed(cloud_folder: Path) -> None:
    record(cloud_folder, 4566, os.getpid())
    assert local_cloud.find() is None
    assert local_cloud.stop() is False


@pytest.mark.parametrize("text", ["", "{", "[]", '{"port": 1}'])
def test_a_damaged_record_is_no_record(cloud_folder: Path, text: str) -> None:
    record(cloud_folder, 1, 1)
    (cloud_folder / "cloud.json").write_text(text, encoding="utf-8")
    assert local_cloud.find() is None


def test_a_missing_package_is_named(cloud_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(DeploymentError, match="needs the package ministack"):
        local_cloud.start()


def test_nothing_of_this_shell_reaches_the_cloud(cloud_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "HTTPS_PROXY", "http_proxy", "PYTHONPATH"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("KYC_WAIT_SCALE", "0.5")
    seen = local_cloud._environment(cloud_folder, 1234)
    assert "secret" not in {value for name, value in seen.items() if name != "KYC_SITE_PACKAGES"}
    assert seen["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1234"
    assert seen["BIND_HOST"] == "127.0.0.1"
    assert seen["SFN_WAIT_SCALE"] == "0.5"
    assert all(seen[name].startswith(str(cloud_folder)) for name in ("STATE_DIR", "S3_DATA_DIR", "TMPDIR"))


def test_a_cloud_lives_dies_and_comes_back_on_its_port(cloud_folder: Path) -> None:
    """One process for the whole life, since each start costs a third of a second."""
    try:
        cloud = local_cloud.start()
        assert local_cloud.start() == local_cloud.find() == cloud
        connection = http.client.HTTPConnection(local_cloud.HOST, cloud.port, timeout=5)
        connection.request("GET", "/_ministack/health")
        assert connection.getresponse().status == http.HTTPStatus.OK
        connection.close()

        os.kill(cloud.pid, signal.SIGKILL)
        os.waitpid(cloud.pid, 0)
        assert local_cloud.find() is None

        again = local_cloud.start()
        assert (again.port, again.pid == cloud.pid) == (cloud.port, False)
        assert local_cloud.stop() is True
        assert local_cloud.find() is None
    finally:
        local_cloud.remove()
    assert not cloud_folder.exists()


def test_the_log_says_why_a_cloud_does_not_start(cloud_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/bin/false")
    with pytest.raises(DeploymentError, match="did not start"):
        local_cloud.start()


def test_a_fixed_port_that_is_not_the_running_ones(cloud_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = local_cloud.Cloud(4000, 1)
    monkeypatch.setattr(local_cloud, "find", lambda: running)
    monkeypatch.setenv("KYC_LOCAL_PORT", "4001")
    with pytest.raises(DeploymentError, match="already runs on port 4000"):
        local_cloud.start()


UNIX_ONLY = ("curses", "fcntl", "grp", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty")
ELSEWHERE = f"""
import sys
sys.modules |= dict.fromkeys({UNIX_ONLY})  # None there is a module that cannot be imported
import backoffice.cli, backoffice.client, deploy, infrastructure.target
from infrastructure import local_cloud
print(local_cloud.find())
local_cloud.start()
"""


def test_windows_lacks_the_local_cloud_alone(cloud_folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", ELSEWHERE], capture_output=True, text=True, check=False)
    assert done.stdout == "None\n", done.stderr
    assert done.stderr.strip().endswith(
        "DeploymentError: The local cloud needs Linux or macOS (on Windows: WSL).\n"
        "Run the same command there, or use AWS: --target aws"
    )


def test_nobody_else_may_read_the_folder(cloud_folder: Path) -> None:
    cloud_folder.mkdir(mode=0o755)
    try:
        cloud = local_cloud.start()
        local_client = Target().client("s3")
        local_client.create_bucket(Bucket="mine", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        local_client.put_object(Bucket="mine", Key="secret", Body=b"secret")
        assert local_cloud.stop()
        paths = [cloud_folder, *cloud_folder.rglob("*")]
        assert {path.name for path in paths} >= {"running", "starting", "cloud.json", "cloud.log", "state", "objects"}
        readable = {str(path): oct(path.stat().st_mode) for path in paths if path.stat().st_mode & 0o077}
        assert not readable
        assert cloud.port
    finally:
        local_cloud.remove()


@pytest.mark.parametrize("what", [local_cloud.start, local_cloud.remove])
def test_a_folder_with_other_files_is_left_as_it_is(cloud_folder: Path, what: Callable[[], object]) -> None:
    cloud_folder.mkdir(mode=0o755)
    (cloud_folder / "thesis.txt").write_text("three years")
    with pytest.raises(DeploymentError, match="holds other files than a local cloud's, so nothing was done"):
        what()
    assert [path.name for path in cloud_folder.iterdir()] == ["thesis.txt"]
    assert cloud_folder.stat().st_mode & 0o777 == 0o755
