"""Keeps the documents true: runs the commands and the Python that they show.

`python tests/documents.py` writes what the program really answers into the documents, and the reference of the
commands from their `--help`, and the JSON Schemas of the JSON report and of checks from the records.
"""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

from terminal import ROOT, at_terminal, piped

CONSOLE = re.compile(r"^```console\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
COLUMNS = 80
_TODAY, A_DAY = re.compile(r"(?<= on )\d{4}-\d\d-\d\d(?= \(entry)"), "2026-01-20"
SHOWN = (ROOT / "README.md", ROOT / "docs" / "guide.md")
REFERENCE = ROOT / "docs" / "cli.md"
SCHEMA = ROOT / "docs" / "schema" / "casebook.json"
CHECK_SCHEMA = ROOT / "docs" / "schema" / "check.json"
COMMANDS = (
    "read",
    "ingest",
    "watch",
    "reread",
    "serve",
    "articles",
    "remove",
    "mcp",
    "claims",
    "show",
    "corroboration",
    "conflicts",
    "timeline",
    "sources",
    "rate",
    "review",
    "fix",
    "link",
    "labels",
    "contradictions",
    "note",
    "tag",
    "undo",
    "search",
    "check",
    "changes",
    "report",
    "verify",
    "log",
    "merge",
    "copy",
    "backup",
    "bulk",
    "load",
    "doctor",
    "use",
    "help",
)


def renewed(document: str) -> str:
    """`document` with the real output under each `$` line; the commands run one after the other in one folder."""
    with _folder() as folder:
        return CONSOLE.sub(lambda block: f"```console\n{_console(block[1], folder)}```", document)


def failing_examples(document: str) -> int:
    """How many of the Python examples do not answer as shown; the differences are printed."""
    source = "\n".join(block[1] for block in PYTHON.finditer(document))
    with _folder() as folder, chdir(folder):
        test = doctest.DocTestParser().get_doctest(source, {}, "document", None, None)
        return doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE).run(test).failed


def reference() -> str:
    """The reference of all commands, from their `--help`."""
    parts = [
        "# Commands\n\nWhat each command takes, as `--help` says it. The [guide](guide.md) shows them at work.\n",
        _help(),
        *(_help(command) for command in COMMANDS),
    ]
    return "\n".join(parts)


def _help(*command: str) -> str:
    text = piped([*command, "--help"], cwd=ROOT, COLUMNS=str(COLUMNS)).out
    return f"## {' '.join(('provenance', *command))}\n\n```text\n{text}```\n"


def _console(block: str, folder: Path) -> str:
    return "".join(f"$ {command}\n{_answer(command, folder)}" for command in _commands(block))


def _commands(block: str) -> Iterator[str]:
    for line in block.splitlines():
        if line.startswith("$ "):
            yield line[2:]


def _answer(command: str, folder: Path) -> str:
    program, *arguments = shlex.split(command)
    if program != "provenance":
        raise ValueError(f"only the program itself is run: {command}")
    run = at_terminal(arguments, cwd=folder, columns=COLUMNS, NO_COLOR="1", PROVENANCE_SETTINGS="settings.toml")
    return "".join(f"{_TODAY.sub(A_DAY, line.rstrip())}\n" for line in run.out.splitlines())


class _folder:  # noqa: N801  (used as a function)
    """A new folder with the sample articles in it, one by one and as a list."""

    def __enter__(self) -> Path:
        self._made = tempfile.TemporaryDirectory()
        folder = Path(self._made.name)
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        texts = [path.read_text("utf-8") for path in sorted((folder / "seeds").glob("*.txt"))]
        (folder / "archive.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), "utf-8")
        return folder

    def __exit__(self, *_: object) -> None:
        self._made.cleanup()


if __name__ == "__main__":
    os.environ.pop("PROVENANCE_DB", None)
    sys.path.insert(0, str(ROOT))
    import api_document

    from provenance.reports.schema import casebook_schema, check_schema

    REFERENCE.write_text(reference(), encoding="utf-8")
    SCHEMA.write_text(json.dumps(casebook_schema(), indent=2) + "\n", encoding="utf-8")
    CHECK_SCHEMA.write_text(json.dumps(check_schema(), indent=2) + "\n", encoding="utf-8")
    api_document.DOCUMENT.write_text(api_document.renewed(api_document.DOCUMENT.read_text("utf-8")), encoding="utf-8")
    for path in SHOWN:
        path.write_text(renewed(path.read_text("utf-8")), encoding="utf-8")
    sys.exit(sum(failing_examples(path.read_text("utf-8")) for path in SHOWN))
