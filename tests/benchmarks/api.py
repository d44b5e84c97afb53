"""The API over HTTP on a local cloud: each route beside an empty function behind a gateway with the same authorizer.

``python -m tests.benchmarks.api [--seconds 30] [--threads 16]``: the routes one request after the other, then as many
requests as the local cloud answers, by several threads at once.
"""

import argparse
import http.client
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from infrastructure import local_issuer, packaging
from infrastructure.target import Target
from infrastructure.zips import zip_of
from lambdas.shared.access.roles import Role
from tests.applications import application
from tests.benchmarks.load import deployed

ASKED, WARMING = 100, 10
_STAFF = [role for role in Role if role is not Role.APPLICANT]
_EMPTY = 'def handler(event, context):\n    print("done")\n    return {"statusCode": 200, "body": "{}"}\n'
_ROUTES = (
    "/me",
    "/openapi.json",
    "/applications",
    "/applications/{id}",
    "/applications/{id}/timeline",
    "/applications/{id}/workflow",
    "/applications/{id}/decision-record",
    "/reviews",
    "/watchlists",
    "/queues",
)
Send = Callable[[], int]


class Client:
    """One connection that is kept, with one token."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self._where, self._token = url, urlsplit(url), token
        self._connection = http.client.HTTPConnection(self._where.hostname or "", self._where.port, timeout=60)

    def status(self, method: str, path: str, body: Any = None, **headers: str) -> int:
        sent = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"} | headers
        content = None if body is None else json.dumps(body)
        self._connection.request(method, f"{self._where.path}{path}", content, sent)
        try:
            answer = self._connection.getresponse()
        except http.client.RemoteDisconnected:  # nobody has used the connection for a while; it is opened again
            return self.status(method, path, body, **headers)
        answer.read()
        return answer.status


def figures(seconds: int = 30, threads: int = 16) -> Iterator[tuple[str, ...]]:
    with deployed() as target:
        url, token = target.outputs()["ApiUrl"], local_issuer.issue("eva", _STAFF, 3600)
        client, empty = Client(url, token), Client(_empty_function(target), token)
        made = application(sandbox={"address": {"answer": "moved"}})
        one = made["application_id"]
        assert client.status("POST", "/applications", made, **{"Idempotency-Key": f"key-{one}"}) == 201
        ask_nothing = partial(empty.status, "GET", "/me")
        [nothing] = _percentiles(ask_nothing)
        yield "API: an empty function behind the gateway and the authorizer, p50 / p99", nothing, "", ""
        for path in _ROUTES:
            [taken] = _percentiles(partial(client.status, "GET", path.replace("{id}", one)))
            yield f"API: GET {path}, p50 / p99", taken, "", ""
        submitted, meanwhile = _percentiles(lambda: _submit(client), ask_nothing, asked=20)
        yield "API: POST /applications while those before are onboarded, p50 / p99", submitted, "", ""
        yield "... the empty function meanwhile", meanwhile, "", ""
        for what, where in (("GET /me", url), ("the empty function", empty.url)):
            rate, wrong = _rate(where, token, seconds, threads)
            yield f"API: {what}, {threads} at once for {seconds} s", f"{rate:.0f} a second", "200", f"{wrong} errors"


def _submit(client: Client) -> int:
    made = application()
    status = client.status("POST", "/applications", made, **{"Idempotency-Key": f"key-{made['application_id']}"})
    return 200 if status == 201 else status


def _percentiles(*sends: Send, asked: int = ASKED) -> list[str]:
    """Of each, asked by turns."""
    for send in sends * min(WARMING, asked):
        send()
    taken: list[list[float]] = [[] for _ in sends]
    for times, send in list(zip(taken, sends, strict=True)) * asked:
        start = time.perf_counter()
        if (status := send()) != 200:
            raise SystemExit(f"the API answered {status}")
        times.append((time.perf_counter() - start) * 1000)
    cuts = [statistics.quantiles(times, n=100) for times in taken]
    return [f"{one[49]:.0f} / {one[98]:.0f} ms" for one in cuts]


def _rate(url: str, token: str, seconds: int, threads: int) -> tuple[float, int]:
    """Requests a second that were answered, and how many were not answered with 200."""
    end = time.monotonic() + seconds

    def ask(_thread: int) -> list[int]:
        client, statuses = Client(url, token), list[int]()
        while time.monotonic() < end:
            statuses.append(client.status("GET", "/me"))
        return statuses

    with ThreadPoolExecutor(threads) as pool:
        statuses = [status for found in pool.map(ask, range(threads)) for status in found]
    return len(statuses) / seconds, sum(status != 200 for status in statuses)


def _empty_function(target: Target) -> str:
    """The address of a second API, whose ``/me`` is a function that does nothing, behind the same authorizer."""
    functions, gateway = target.client("lambda"), target.client("apigateway")
    own = functions.get_function_configuration(FunctionName=f"{target.stack}-answer-request")
    package = zip_of({"empty.py": _EMPTY.encode(), "bootstrap": packaging.BOOTSTRAP.encode()})
    function = functions.create_function(
        FunctionName="empty",
        Runtime=own["Runtime"],
        Role=own["Role"],
        Handler="empty.handler",
        Code={"ZipFile": package},
    )["FunctionArn"]
    [api] = [one for one in gateway.get_rest_apis()["items"] if one["name"] == target.stack]
    [asked] = gateway.get_authorizers(restApiId=api["id"])["items"]
    made = gateway.create_rest_api(name="empty")["id"]
    authorizer = gateway.create_authorizer(
        restApiId=made,
        name="same",
        type="REQUEST",
        authorizerUri=asked["authorizerUri"],
        identitySource=asked["identitySource"],
        authorizerResultTtlInSeconds=asked["authorizerResultTtlInSeconds"],
    )["id"]
    [root] = gateway.get_resources(restApiId=made)["items"]
    place = {"restApiId": made, "httpMethod": "GET"}
    place["resourceId"] = gateway.create_resource(restApiId=made, parentId=root["id"], pathPart="me")["id"]
    gateway.put_method(**place, authorizationType="CUSTOM", authorizerId=authorizer)
    before, _, after = asked["authorizerUri"].partition("/functions/")
    uri = f"{before}/functions/{function}/{after.rpartition('/')[2]}"
    gateway.put_integration(**place, type="AWS_PROXY", integrationHttpMethod="POST", uri=uri)
    gateway.create_deployment(restApiId=made, stageName="v1")
    return target.outputs()["ApiUrl"].replace(api["id"], made)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--threads", type=int, default=16)
    given, table = parser.parse_args(), Table("Figure", "Measured", "Wanted", "")
    for figure in figures(given.seconds, given.threads):
        table.add_row(*figure)
    Console(width=None if sys.stdout.isatty() else 160).print(table)


if __name__ == "__main__":
    main()
