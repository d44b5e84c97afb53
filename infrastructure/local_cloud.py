"""MiniStack as a background process of this project: start, find and stop.

Everything it owns is in one folder (``.local-cloud``, or KYC_LOCAL_DIR): its state, its log, its temporary files, and
``cloud.json`` with port and process. The process holds a lock on ``running`` as long as it lives, so that no stale
process number is ever believed. KYC_LOCAL_PORT fixes the port; KYC_WAIT_SCALE shortens waits (0.01 of their time).

Nobody else may read the folder. But MiniStack asks for no key: it takes ``test``, an unsigned call and the number of an
account as its root, with AUTH=true as well. So it listens on this machine's loopback alone, where every program of
every user can still call it: no real applicant belongs there.
"""

import http.client
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Literal, get_args

from infrastructure.errors import DEPLOY, LOCAL_PACKAGES, DeploymentError
from lambdas.shared.runtime.json_text import compact, parse

ROOT = Path(__file__).parent.parent
HOST = "127.0.0.1"
_SECONDS_TO_START = 20.0
_SECONDS_TO_STOP = 10.0
_POLL_SECONDS = 0.03
_OWNER_ONLY = 0o700
Lock = Literal["deploying", "starting"]
"""What one process of a folder does at a time; the name of the file that it locks."""
_started: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True)
class Cloud:
    """A running local cloud; ``pid`` leads its process group, which the functions' processes belong to."""

    port: int
    pid: int

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self.port}"


def home() -> Path:
    """Where what is made here lies: this checkout, or the current folder where the library was installed."""
    return ROOT if (ROOT / "pyproject.toml").is_file() else Path.cwd()


def folder() -> Path:
    """The folder that holds all of the local cloud."""
    return Path(os.environ.get("KYC_LOCAL_DIR") or home() / ".local-cloud").absolute()


def find() -> Cloud | None:
    """The cloud of this folder, if it is running."""
    recorded = _recorded()
    return recorded if recorded and _is_held(folder() / "running") else None


def start() -> Cloud:
    """The running cloud of this folder, started where needed; state of an earlier run is kept.

    Raises DeploymentError where it cannot start.
    """
    with one_at_a_time("starting"):
        cloud = find() or _launch(_choose_port())
        fixed = _fixed_port()
        if fixed and cloud.port != fixed:
            raise DeploymentError(
                f"The local cloud already runs on port {cloud.port}, and KYC_LOCAL_PORT asks for {fixed}.\n"
                f"Unset KYC_LOCAL_PORT, or run: {DEPLOY} destroy"
            )
        _wait_until_ready(cloud)
        return cloud


def stop() -> bool:
    """Stop the cloud and its functions, keeping the state for the next start; False where none is running."""
    cloud = find()
    if cloud is None:
        return False
    with suppress(ProcessLookupError):
        os.kill(cloud.pid, signal.SIGTERM)
    _wait_while(lambda: find() is not None, _SECONDS_TO_STOP)
    with suppress(ProcessLookupError):
        os.killpg(cloud.pid, signal.SIGKILL)
    _reap()
    return True


def remove() -> None:
    """Stop the cloud and remove its folder. Raises DeploymentError where the folder is not a local cloud's."""
    _check_own(folder())
    stop()
    shutil.rmtree(folder(), ignore_errors=True)


@contextmanager
def one_at_a_time(what: Lock) -> Iterator[None]:
    """Wait until no other process of this folder does ``what``, and keep the others waiting."""
    home = folder()
    home.mkdir(parents=True, exist_ok=True)
    _check_own(home)
    home.chmod(_OWNER_ONLY)  # one that an earlier version has made too
    with _private(home / what, "w") as lock:
        _lock(lock)
        yield


def _check_own(home: Path) -> None:
    """Whether the folder is a local cloud's: its mode is changed, and all that is in it will be removed."""
    there = {path.name for path in home.iterdir()} if home.is_dir() else set()
    if there and not there & {"cloud.json", *get_args(Lock)}:
        raise DeploymentError(
            f"{home} holds other files than a local cloud's, so nothing was done.\n"
            "Let KYC_LOCAL_DIR name a new or an empty folder."
        )


def _private(path: Path, mode: str) -> IO[str]:
    """Open a file that this user alone may read and write."""
    return open(path, mode, encoding="utf-8", opener=lambda name, flags: os.open(name, flags, 0o600))


def _lock(file: IO[str] | IO[bytes], *, wait: bool = True) -> None:
    """Lock the file until it is closed. Not to ``wait`` for who holds the lock raises BlockingIOError."""
    try:
        import fcntl  # noqa: PLC0415 - Unix alone has it, and what uses AWS runs elsewhere too
    except ModuleNotFoundError:
        raise DeploymentError(
            "The local cloud needs Linux or macOS (on Windows: WSL).\n"
            "Run the same command there, or use AWS: --target aws"
        ) from None
    fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_SH | fcntl.LOCK_NB)


def _launch(port: int) -> Cloud:
    _check_installed()
    home = folder()
    if not any(home.glob("state/*")):
        # A cloud that died without saving leaves its S3 objects alone behind, whose buckets no stack would know.
        shutil.rmtree(home / "objects", ignore_errors=True)
    for name in ("state", "objects", "tmp"):
        (home / name).mkdir(mode=_OWNER_ONLY, exist_ok=True)
    with _private(home / "running", "w") as lock, _private(home / "cloud.log", "a") as log:
        _lock(lock)  # inherited, so it is held until the process ends
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"],
            cwd=home,
            env=_environment(home, port),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
            pass_fds=[lock.fileno()],
        )
        _started.append(process)
        cloud = Cloud(port, process.pid)
        with _private(home / "cloud.json", "w") as record:
            record.write(compact(asdict(cloud)))
    return cloud


def _environment(home: Path, port: int) -> dict[str, str]:
    """What the cloud and its functions see: nothing of this shell's AWS account, proxies or Python path."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AWS_", "PYTHON")) and not name.lower().endswith("_proxy")
    }
    return kept | {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": f"http://{HOST}:{port}",
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(home / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(home / "objects"),
        "SFN_WAIT_SCALE": os.environ.get("KYC_WAIT_SCALE", "0.01"),
        "TMPDIR": str(home / "tmp"),
        # What bootstrap runs a function with; without `site`, so that the checkout's own code is not in reach.
        "KYC_PYTHON": sys.executable,
        "KYC_SITE_PACKAGES": sysconfig.get_path("purelib"),
    }


def _check_installed() -> None:
    for module in ("ministack", "awslambdaric"):
        if importlib.util.find_spec(module) is None:
            raise DeploymentError(
                f"The local cloud needs the package {module}, which is not installed for {sys.executable}.\n"
                f"Run: {LOCAL_PACKAGES}, or deploy to AWS: {DEPLOY} --target aws"
            )


def _recorded() -> Cloud | None:
    try:
        return Cloud(**parse((folder() / "cloud.json").read_bytes()))
    except (OSError, ValueError, TypeError):
        return None


def _fixed_port() -> int | None:
    given = os.environ.get("KYC_LOCAL_PORT")
    if not given:
        return None
    if not given.isdigit() or not 0 < int(given) < 65536:  # noqa: PLR2004
        raise DeploymentError(f"KYC_LOCAL_PORT must be a port number, not {given!r}.")
    return int(given)


def _choose_port() -> int:
    fixed, recorded = _fixed_port(), _recorded()
    if fixed:
        if not _is_free(fixed):
            raise DeploymentError(
                f"Port {fixed} is in use by another program, so the local cloud cannot start there.\n"
                "Set KYC_LOCAL_PORT to a free port, or unset it to have one chosen."
            )
        return fixed
    if recorded and _is_free(recorded.port):
        return recorded.port
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _is_held(path: Path) -> bool:
    try:
        with path.open() as lock:
            _lock(lock, wait=False)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def _wait_until_ready(cloud: Cloud) -> None:
    ready = _wait_while(lambda: find() is not None and not _answers(cloud.port), _SECONDS_TO_START)
    if ready and find() is not None:
        return
    log = folder() / "cloud.log"
    last = log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:] if log.exists() else []
    stop()
    raise DeploymentError("\n".join(["The local cloud did not start. Its log says:", *last, f"({log})"]))


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", "/_ministack/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _wait_while(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition ended in time."""
    deadline = time.monotonic() + seconds
    while condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _reap() -> None:
    """Collect the clouds that this process started and that have ended."""
    for process in list(_started):
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.5)
            _started.remove(process)
