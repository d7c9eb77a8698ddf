from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest
from documents import COMMANDS, REFERENCE, ROOT, SHOWN, failing_examples, reference, renewed

from provenance.installation import DISTRIBUTION
from provenance.reports import FORMATS

PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")})
RENEW = "python tests/documents.py writes it anew"


def test_the_reference_is_what_help_says() -> None:
    assert REFERENCE.read_text("utf-8") == reference(), RENEW


@pytest.mark.parametrize("command", COMMANDS)
def test_the_guide_shows_every_command(command: str) -> None:
    assert any(re.search(rf"^\$ provenance {command}\b", page.read_text("utf-8"), re.MULTILINE) for page in SHOWN)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX terminal")
@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.name)
def test_shown_output_is_real(page: Path) -> None:
    text = page.read_text("utf-8")
    assert "$ provenance" in text
    assert text == renewed(text), RENEW


@pytest.mark.parametrize("page", SHOWN, ids=lambda page: page.name)
def test_shown_python_is_real(page: Path) -> None:
    assert failing_examples(page.read_text("utf-8")) == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if not target.startswith(("https://", "http://", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_parts_are_called_what_they_are() -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"].keys()
    hint = re.compile(r"\b(?:pip|pipx|uv tool) install .*?([\w.-]+)\[([\w,]+)\]")
    said = [found for page in [*PAGES, *ROOT.glob("training/*.md")] for found in hint.findall(page.read_text("utf-8"))]
    assert len(said) > 5
    assert {name for name, _ in said} == {".", DISTRIBUTION}
    assert {part for _, parts in said for part in parts.split(",")} <= known


def test_the_table_of_formats_is_complete() -> None:
    lines = (ROOT / "docs" / "formats.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    assert [(row[0], row[1]) for row in rows] == [(f"`{name}`", f"`{one.suffix}`") for name, one in FORMATS.items()]
    assert all(len(row) == 6 and all(row) for row in rows)
