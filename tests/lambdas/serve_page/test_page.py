"""The page's files as they are served: the first one, with what it needs, and the others beneath their version."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.serve_page.handler import files, handler, version

PAGE = Path(__file__).parents[3] / "backoffice" / "page"
SIGN_IN = '{"authorize":"/a?x=\\"<script>","token":"/t"}'


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGN_IN", SIGN_IN)
    monkeypatch.setenv("PICTURES_ORIGIN", "https://documents.example")
    monkeypatch.setenv("ISSUER_ORIGIN", "https://issuer.example")


def ask(**parameters: str) -> dict[str, Any]:
    return handler({"httpMethod": "GET", "pathParameters": parameters or None}, None)


def test_the_first_file_names_every_other_beneath_its_version() -> None:
    answer = ask()
    linked = set(re.findall(rf'"cockpit/{version()}/([a-z_]+\.[a-z]+)"', answer["body"]))
    assert linked == {one.name for one in PAGE.iterdir() if one.suffix in {".js", ".css", ".svg"}}
    assert "{{" not in answer["body"]
    assert answer["headers"]["Cache-Control"] == "no-store"


def test_where_to_sign_in_stays_one_attribute() -> None:
    assert "<script>" not in ask()["body"].partition('name="sign-in"')[2].partition("\n")[0]


@pytest.mark.parametrize("name", [name for name in files() if name != "index.html"])
def test_a_file_is_served_as_what_it_is_and_for_good(name: str) -> None:
    answer = ask(version=version(), file=name)
    kind = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}[name.partition(".")[2]]
    assert answer["body"] == (PAGE / name).read_text("utf-8")
    assert answer["headers"]["Content-Type"] == f"{kind}; charset=utf-8"
    assert "immutable" in answer["headers"]["Cache-Control"]


def test_a_file_of_another_version_is_not_kept_as_that_one() -> None:
    assert ask(version="0" * 12, file="main.js")["headers"]["Cache-Control"] == "no-store"


@given(st.text() | st.sampled_from(["../handler.py", "index.html", "policy.py", "main.js/", "", "MAIN.JS"]))
def test_nothing_else_is_served(name: str) -> None:
    if name not in files() or name == "index.html":
        answer = ask(version=version(), file=name)
        assert (answer["statusCode"], answer["body"]) == (404, "There is no such file.")


def test_a_browser_runs_nothing_but_the_page_and_asks_nobody_else() -> None:
    policy = dict(part.split(" ", 1) for part in ask()["headers"]["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["connect-src"] == "'self' https://documents.example https://issuer.example"
    assert policy["img-src"] == "'self' https://documents.example"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in str(policy)
    assert ask()["headers"]["X-Content-Type-Options"] == "nosniff"


def test_the_page_keeps_to_what_the_policy_lets_it() -> None:
    """No markup is made of text, nothing is evaluated, no style stands in an attribute, nothing is of another site."""
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser"
        r"|style=|setAttribute\(\"style|https?://(?!www\.w3\.org/2000/svg)"
    )
    assert not [(name, found) for name, text in files().items() for found in forbidden.findall(text)]


def test_no_module_is_longer_than_300_lines() -> None:
    assert not {
        name: n for name, text in files().items() if (n := text.count("\n")) > 300 and not name.startswith("texts_")
    }


def test_an_address_with_a_slash_too_many_leads_to_the_page() -> None:
    answer = handler({"httpMethod": "GET", "path": "/cockpit/", "pathParameters": None}, None)
    assert (answer["statusCode"], answer["headers"]["Location"]) == (308, "../cockpit")
