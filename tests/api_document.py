"""Keeps docs/api.md true: sends the requests that it shows to the workbench on the seeds, and writes what it answers.

`python tests/documents.py` calls it.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from documents import CONSOLE
from starlette.testclient import TestClient
from terminal import ROOT
from workbench import opened

from provenance.workbench import Settings

DOCUMENT = ROOT / "docs" / "api.md"
OPERATIONS = re.compile(r"(?<=<!-- operations -->\n).*?(?=<!-- end -->)", flags=re.DOTALL)
_STEADY = (
    (re.compile(r'"\d{4}-\d\d-\d\dT[\d:.]+\+00:00"'), '"2026-01-20T09:30:00+00:00"'),
    (re.compile(r'"[0-9a-f]{64}"'), '"9f2c…"'),
    (re.compile(r'\\"[0-9a-f]{64}\\"'), '\\\\"9f2c…\\\\"'),
    (re.compile(r'"token": "[^"]+"'), '"token": "fQ3v…"'),
    (re.compile(r"\[\s+(\d+),\s+(\d+)\s+\]"), r"[\1, \2]"),
    (re.compile(re.escape(f"{ROOT}/")), ""),
)
"""What differs from run to run, and what the document shows instead; and spans on one line."""


def renewed(document: str) -> str:
    """`document` with the real answer under each `$ curl`, and the table of all operations."""
    with TemporaryDirectory() as folder, opened(Path(folder), settings=Settings()) as client:
        table = "".join(_operations(client))
        document = OPERATIONS.sub(lambda _: table, document)
        variables: dict[str, str] = {}
        return CONSOLE.sub(lambda block: f"```console\n{''.join(_console(block[1], client, variables))}```", document)


def _operations(client: TestClient) -> Iterator[str]:
    yield "| Request | Answer |\n|---|---|\n"
    for path, methods in client.get("/api/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            yield f"| `{method.upper()} {path}` | {operation['description'].splitlines()[0]} |\n"


def _console(block: str, client: TestClient, variables: dict[str, str]) -> Iterator[str]:
    for command in re.findall(r"^\$ ((?:.*\\\n)*.*)$", block, flags=re.MULTILINE):
        yield f"$ {command}\n"
        name, _, inner = command.rpartition("=$(")
        if name:
            variables[name] = _sent(inner.partition(" | ")[0], client, variables)["token"]
        else:
            yield _shown(_sent(command, client, variables))


def _sent(command: str, client: TestClient, variables: dict[str, str]) -> dict[str, str]:
    """What a curl command gets. It knows -H, --json, -F, and the switches that change nothing here."""
    for name, value in variables.items():
        command = command.replace(f"${name}", value)
    program, *words = shlex.split(command.replace("\\\n", " "))
    assert program == "curl", command
    headers, body, form, address = {}, None, {}, ""
    while words:
        word = words.pop(0)
        if word == "-H":
            name, _, value = words.pop(0).partition(": ")
            headers[name] = value
        elif word == "--json":
            body = json.loads(words.pop(0))
        elif word == "-F":
            name, _, value = words.pop(0).partition("=")
            form[name] = value
        elif word in ("-b", "-c"):
            words.pop(0)
        elif not word.startswith("-"):
            address = word
    parts = urlsplit(f"http://{address}")
    method = "POST" if body or form else "GET"
    answer = client.request(method, f"{parts.path}?{parts.query}", headers=headers, json=body, data=form or None)
    found: dict[str, str] = answer.json()
    return found


def _shown(answer: object) -> str:
    text = json.dumps(answer, ensure_ascii=False, indent=2)
    for pattern, instead in _STEADY:
        text = pattern.sub(instead, text)
    return f"{text}\n"
