"""The walk in docs/reference/api.md, done as it is written, against the application."""

import json
import re
import shlex
from pathlib import Path
from string import Template
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from tongban.kernel import outbox, timemachine
from tongban.web.api.tests.city import PDF, build, status_of

PAGE = Path(__file__).parents[2] / "docs/reference/api.md"
CURL = re.compile(r"(?:(?P<name>[A-Z]+)=\$\()?curl -s (?P<words>.+?)(?: \| jq -r (?P<path>\S+)\))?$")
STEP = re.compile(r"\.(\w+)|\[(\d+)\]")


@pytest.mark.django_db
def test_the_walk_of_the_reference(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_FOLDER = tmp_path
    city = build()
    known = {name.upper(): secret for name, secret in city.secrets.items()} | {"TONGBAN": ""}
    done = 0
    for block in re.findall(r"^```sh\n(.+?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        if here := re.match(r"cat > application\.json <<END\n(.+)END\n", block, re.DOTALL):
            known["application"] = Template(here[1]).substitute(known)
            continue
        for line in block.splitlines():
            outbox.deliver(now=timemachine.now())
            found = CURL.fullmatch(line)
            assert found, line
            response = _curl(shlex.split(Template(found["words"]).substitute(known)), known)
            assert 200 <= response.status_code < 300, (line, response.content)
            if found["name"]:
                known[found["name"]] = _picked(response.json(), found["path"])
            done += 1
    assert done == 11
    assert response["Content-Type"] == "application/pdf" and response.content.startswith(b"%PDF")
    assert status_of(known["CASE"]) == "accepted"


def _curl(words: list[str], known: dict[str, str]) -> Any:
    """The options that the page uses: -X, -H, -d, -F, -o."""
    method, headers, data, address = "GET", {}, "", ""
    kind: dict[str, Any] = {"content_type": "application/json"}
    rest = iter(words)
    for word in rest:
        match word:
            case "-X":
                method = next(rest)
            case "-H":
                name, _, value = next(rest).partition(": ")
                headers[name] = value
            case "-d":
                data = next(rest).replace("@application.json", known["application"])
            case "-F":
                file = SimpleUploadedFile(next(rest).partition("@")[2], PDF)
                return Client().post(address, {"file": file}, headers=headers)
            case "-o":
                next(rest)
            case _:
                address = word
    return Client().generic(method, address, data, headers=headers, **kind)


def _picked(value: Any, path: str) -> str:
    for name, place in STEP.findall(path):
        value = value[name] if name else value[int(place)]
    return value if isinstance(value, str) else json.dumps(value)
