"""Whatever links there are in a folder: nothing outside is found, nothing inside is lost, and nothing comes twice."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.errors import ReadingError
from provenance.reading import find, read_all

_FOLDERS = ("in", "in/a", "in/a/b", "in/.h", "out")
_NAMES = ("1.txt", ".2.txt", "README.md")
_TARGETS = (*_FOLDERS, *(f"{folder}/{name}" for folder in _FOLDERS for name in (*_NAMES, "l", "m")), "nothing")
_EVERY = frozenset(f"{folder}/{name}" for folder in _FOLDERS for name in _NAMES)
_FILES = st.sets(st.sampled_from(sorted(_EVERY)), max_size=4).map(lambda missing: _EVERY - missing)
_LINKS = st.dictionaries(
    st.sampled_from([f"{folder}/{name}" for folder in _FOLDERS for name in ("l", "m", ".n")]),
    st.sampled_from(_TARGETS),
    max_size=8,
)


def is_hidden(path: str) -> bool:
    """Whether some part of a path in the folder is passed over."""
    return any(part.startswith(".") or part == "README.md" for part in Path(path).parts)


@settings(max_examples=150, deadline=None)
@given(_FILES, _LINKS)
def test_nothing_leads_out_and_nothing_is_lost(files: frozenset[str], links: dict[str, str]) -> None:
    with TemporaryDirectory() as name:
        place = Path(os.path.realpath(name))
        for folder in _FOLDERS:
            (place / folder).mkdir()
        for file in files:
            (place / file).write_text(f"It rained in {file}.", "utf-8")
        for link, target in links.items():
            (place / link).symlink_to(place / target)
        root = place / "in"
        found, errors = _found(root, follow_links=False)
        real = [os.path.realpath(one) for one in found]
        assert all(one.startswith(f"{root}{os.sep}") for one in real)
        assert len(set(real)) == len(real), "each once"
        seen = {str(place / file) for file in files if file.startswith("in/") and not is_hidden(file[3:])}
        assert seen <= set(real)
        for link in (place / link for link in links if link.startswith("in/") and not is_hidden(link[3:])):
            to = os.path.realpath(link)
            comes = to in real or (Path(to).is_dir() and (to == str(root) or _is_walked(to, root)))
            passed_over = Path(to).name == "README.md" and Path(to).exists()
            assert str(link) in errors or comes or passed_over, link
        for one in found:
            assert [article.text for article in read_all(one)] == [Path(one).read_text("utf-8")]  # type: ignore[union-attr]
        followed, _ = _found(root, follow_links=True)
        wide = [os.path.realpath(one) for one in followed]
        assert len(set(wide)) == len(wide), "each once"
        assert set(real) <= set(wide)


def _found(root: Path, *, follow_links: bool) -> tuple[list[str], dict[str, str]]:
    every = list(find([root], follow_links=follow_links))
    errors = {one.source: one.reason for one in every if isinstance(one, ReadingError)}
    return [one for one in every if isinstance(one, str)], errors


def _is_walked(folder: str, root: Path) -> bool:
    return folder.startswith(f"{root}{os.sep}") and not is_hidden(os.path.relpath(folder, root))
