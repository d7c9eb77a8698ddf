"""What came with the form that adds articles: files, a text, addresses. All of it is hostile until it was looked at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.datastructures import FormData, UploadFile

from provenance.casefile.uploads import Upload, clean_name
from provenance.errors import InvalidRequest
from provenance.reading.finding import is_passed_over
from provenance.reading.web import is_address
from provenance.records import FileOutcome

PASTED = "pasted text"
"""What a text without a title is called."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What there is to read, and what was turned away at once.

    `folder` is one that only this program can look into; it holds the bytes of what was sent until they are read.
    """

    folder: TemporaryDirectory[str]
    sources: list[str | Upload] = field(default_factory=list)
    turned_away: list[FileOutcome] = field(default_factory=list)

    def path(self) -> Path:
        """Where the next bytes go. Nothing of what a person calls them is in it."""
        return Path(self.folder.name) / str(len(self.sources))


def nothing_sent() -> Sent:
    """Nothing, for what is done with what is in already."""
    return Sent(TemporaryDirectory(prefix="provenance-"))


def unpacked(form: FormData) -> Sent:
    """What a form holds, out of the form's own files, which end with the request.

    Args:
        form: With `files`, `text` and its `title`, and `addresses` (one a line), each of which may be missing.

    Raises:
        InvalidRequest: It holds nothing.
    """
    sent = Sent(TemporaryDirectory(prefix="provenance-"))
    try:
        for file in _files(form):
            _take_file(sent, file)
        _take_text(sent, str(form.get("text", "")), str(form.get("title", "")))
        for line in dict.fromkeys(str(form.get("addresses", "")).split()):
            _take_address(sent, line)
        if not sent.sources and not sent.turned_away:
            raise InvalidRequest("There was nothing to add: choose a file, paste a text, or give an address.")
    except BaseException:
        sent.folder.cleanup()
        raise
    return sent


def _files(form: FormData) -> Iterator[UploadFile]:
    """The files; a field that was left empty comes as one without a name."""
    for one in form.getlist("files"):
        if isinstance(one, UploadFile) and (one.filename or one.size):
            yield one


def _take_file(sent: Sent, file: UploadFile) -> None:
    given = file.filename or ""
    *folders, name = given.split("/")  # only the files of a folder come with folders before the name
    if folders and (is_passed_over(name) or any(one.startswith(".") and one.strip(".") for one in folders)):
        reason = "hidden, or about the folder; choose it by itself to have it read"
        sent.turned_away.append(FileOutcome(source=clean_name(given), state="skipped", reason=reason))
        return
    path = sent.path()
    with path.open("wb") as out:
        shutil.copyfileobj(file.file, out)
    sent.sources.append(Upload(clean_name(given), path))


def _take_text(sent: Sent, text: str, title: str) -> None:
    if text.strip():
        path = sent.path()
        path.write_text(text, encoding="utf-8", errors="replace", newline="")
        sent.sources.append(Upload(clean_name(title) if title.strip() else PASTED, path, pasted=True))


def _take_address(sent: Sent, line: str) -> None:
    """Anything but an address would be taken for a file of this computer, so it goes no further."""
    if is_address(line):
        sent.sources.append(line)
    else:
        reason = "this is no address; it begins with https:// or http://"
        sent.turned_away.append(FileOutcome(source=line, state="failed", reason=reason))
