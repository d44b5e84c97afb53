"""What AWS, a proxy or the network answers, put where botocore sends: everything above it is the real client."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore import exceptions
from botocore.awsrequest import AWSResponse
from botocore.httpsession import URLLib3Session

Send = Callable[[Any], Any]


class _Body(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def _response(request: Any, status: int, content: str) -> AWSResponse:
    return AWSResponse(request.url, status, {}, _Body(content.encode()))


def refusal(code: str, status: int = 400) -> Send:
    """An error of AWS, in the protocol of the service that is asked."""

    def send(request: Any) -> AWSResponse:
        as_json = "X-Amz-Target" in request.headers or "/2015-03-31/" in request.url
        error = f"<Error><Code>{code}</Code><Message>AWS says so</Message></Error>"
        whole = error if "amazonaws.com/doc" in request.url else f"<ErrorResponse>{error}</ErrorResponse>"
        return _response(request, status, json.dumps({"__type": code, "message": "AWS says so"}) if as_json else whole)

    return send


def page(content: str) -> Send:
    """This text, whatever is asked."""
    return lambda request: _response(request, 200, content)


def no_connection(request: Any) -> Any:
    raise exceptions.EndpointConnectionError(endpoint_url=request.url)


def no_answer(request: Any) -> Any:
    raise exceptions.ReadTimeoutError(endpoint_url=request.url)


def install(monkeypatch: pytest.MonkeyPatch, send: Send) -> None:
    """Answer every call so, without waiting between tries."""
    monkeypatch.setattr(URLLib3Session, "send", lambda _self, request: send(request))
    monkeypatch.setattr("time.sleep", lambda _seconds: None)


class Deployed(dict[str, str]):
    """Outputs of a stack that has everything."""

    def __missing__(self, name: str) -> str:
        return f"http://127.0.0.1:9/{name}" if name.endswith("Url") else name
