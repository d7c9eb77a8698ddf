"""What a folder holds, and that nothing in it leads out of it unasked."""

from __future__ import annotations

import os
import pickle
import socket
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest
from casefile_steps import PlainSteps
from terminal import piped

from provenance.casefile import Casefile, InstalledSteps
from provenance.casefile.verification import reread
from provenance.errors import LeftOut, ReadingError
from provenance.model import Article
from provenance.reading import find, read_all
from provenance.reading.finding import is_link
from provenance.reading.inside import Inside, open_file


class Folder:
    """A folder of articles beside a file and a folder that are none of its business."""

    def __init__(self, place: Path) -> None:
        self.path = place / "in"
        self.outside = place / "outside"
        self.path.mkdir()
        self.outside.mkdir()
        self.put("a.txt")
        self.put("sub/b.txt")
        (self.outside / "secret.txt").write_text("The dam at Poe is safe.", "utf-8")

    def put(self, name: str) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"The dam at Poe broke near {name}.", "utf-8")
        return file

    def link(self, name: str, to: str | Path) -> None:
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        (self.path / name).symlink_to(to)

    def found(self, **how: bool) -> tuple[list[str], dict[str, str]]:
        """The files that are found, and why others are not, both by their names in the folder."""
        every = list(find([self.path], **how))
        files = [os.path.relpath(one, self.path) for one in every if isinstance(one, str)]
        errors = {os.path.relpath(one.source, self.path): one for one in every if isinstance(one, ReadingError)}
        return files, {name: f"{type(error).__name__}: {error.reason}" for name, error in errors.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_a_link_out_of_the_folder_is_named_and_read_only_when_asked(folder: Folder) -> None:
    folder.link("c.txt", folder.outside / "secret.txt")
    folder.link("sub/up.txt", "../../outside/secret.txt")
    folder.link("more", folder.outside)
    files, reasons = folder.found()
    assert files == ["a.txt", "sub/b.txt"]
    to = os.path.realpath(folder.outside)
    assert reasons == {
        "c.txt": f"LeftOut: this link leads out of the folder to {to}/secret.txt; --follow-links reads it",
        "more": f"LeftOut: this link leads out of the folder to {to}; --follow-links reads it",
        "sub/up.txt": f"LeftOut: this link leads out of the folder to {to}/secret.txt; --follow-links reads it",
    }
    assert folder.found(follow_links=True) == (["a.txt", "c.txt", "sub/b.txt"], {})


def test_a_link_to_what_comes_anyway_adds_nothing(folder: Folder) -> None:
    folder.link("again.txt", "sub/b.txt")
    folder.link("below", "sub")
    for follow in (False, True):
        assert folder.found(follow_links=follow) == (["a.txt", "sub/b.txt"], {})


def test_what_lies_hidden_is_read_once_through_a_link(folder: Folder) -> None:
    """As large files lie in a repository of git-annex."""
    folder.put(".store/1")
    folder.link("x.txt", ".store/1")
    folder.link("y.txt", ".store/1")
    folder.link("all", ".store")
    assert folder.found() == (
        ["a.txt", "x.txt", "sub/b.txt"],
        {"all": "LeftOut: this link leads to the hidden folder .store; --follow-links reads it"},
    )
    [article] = read_all(next(one for one in find([folder.path]) if one == str(folder.path / "x.txt")))
    assert isinstance(article, Article)
    assert (article.path, article.text) == (str(folder.path / "x.txt"), "The dam at Poe broke near .store/1.")


def test_links_that_lead_nowhere_or_in_a_circle_are_named(folder: Folder) -> None:
    folder.link("gone.txt", "nothing.txt")
    folder.link("one.txt", "two.txt")
    folder.link("two.txt", "one.txt")
    folder.link("up", "..")
    folder.link("self", ".")
    folder.link(".hidden", "nothing")
    files, reasons = folder.found()
    assert files == ["a.txt", "sub/b.txt"]
    assert reasons.pop("up").startswith("LeftOut: this link leads out of the folder to ")
    assert reasons == {
        "gone.txt": "ReadingError: this link leads to nothing.txt, where there is nothing",
        "one.txt": "ReadingError: this link leads to two.txt, and so back to itself",
        "two.txt": "ReadingError: this link leads to one.txt, and so back to itself",
    }
    files, _ = folder.found(follow_links=True)
    assert files == ["a.txt", "sub/b.txt", "up/outside/secret.txt"], "a circle is gone round once"


def test_what_is_named_is_read_be_it_a_link(folder: Folder) -> None:
    folder.link("c.txt", folder.outside / "secret.txt")
    folder.link("more", folder.outside)
    assert list(find([folder.path / "c.txt", folder.path / "more"])) == [
        str(folder.path / "c.txt"),
        str(folder.path / "more" / "secret.txt"),
    ]
    [article] = read_all(folder.path / "c.txt")
    assert isinstance(article, Article)
    assert article.text == "The dam at Poe is safe."


def test_hard_links_are_files(folder: Folder) -> None:
    (folder.path / "hard.txt").hardlink_to(folder.outside / "secret.txt")
    assert folder.found() == (["a.txt", "hard.txt", "sub/b.txt"], {})


def test_pipes_sockets_and_devices_are_named_and_not_opened(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(folder.path / "pipe.txt")
    folder.link("null.txt", os.devnull)
    monkeypatch.chdir(folder.path)  # the name of a socket may not be long
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        assert folder.found()[1] == {
            "null.txt": f"LeftOut: this link leads out of the folder to {os.devnull}; --follow-links reads it",
            "pipe.txt": "LeftOut: this is a named pipe, not a file",
            "socket": "LeftOut: this is a socket, not a file",
        }
    assert folder.found(follow_links=True)[1]["null.txt"] == "LeftOut: this is a device, not a file"
    [error] = read_all(folder.path / "pipe.txt")
    assert isinstance(error, ReadingError)
    assert error.reason == "this is not a file"


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that everybody may look into, unlike those of pytest."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        Path(name, "in", "sub").chmod(0o755)


@pytest.fixture
def as_somebody() -> Iterator[Callable[[], None]]:
    """Whoever runs the tests may look everywhere; somebody else may not."""
    user = os.geteuid()
    yield lambda: os.seteuid(65534 if user == 0 else user)
    os.seteuid(user)


def test_a_folder_that_may_not_be_looked_into_is_named(open_place: Path, as_somebody: Callable[[], None]) -> None:
    folder = Folder(open_place)
    (folder.path / "sub").chmod(0o000)
    folder.put("z.txt").chmod(0o000)
    as_somebody()
    files, reasons = folder.found()
    assert files == ["a.txt", "z.txt"]
    assert reasons == {"sub": "ReadingError: this folder cannot be looked into: you may not"}
    [error] = read_all(next(one for one in find([folder.path]) if str(one).endswith("z.txt")))
    assert isinstance(error, ReadingError)
    assert error.reason == "you may not read it; check its permissions"


@pytest.mark.parametrize("name", [b"caf\xe9.txt", b"two\nlines\x1b[2J.txt", b"-.txt", "\u202egpj.txt".encode()])
def test_names_of_all_kinds_are_found_and_shown_harmlessly(folder: Folder, name: bytes, tmp_path: Path) -> None:
    (folder.path / "a.txt").rename(folder.path / os.fsdecode(name))
    (folder.path / "sub" / os.fsdecode(b"empty " + name)).touch()
    with Casefile.open(tmp_path / "claims.db", steps=Plain()) as case:
        assert [outcome.state for outcome in case.ingest([folder.path]).outcomes] == ["added", "added", "failed"]
    run = piped(["ingest", "in"], cwd=tmp_path)
    assert run.code == 3
    assert len(run.out.splitlines()) == 2
    assert not set(run.out) & {"\x1b", "\u202e", "\udce9"}


@pytest.mark.parametrize("stepwise", [True, False], ids=["step by step", "as on Windows"])
def test_a_link_put_in_place_of_a_file_meanwhile_is_not_followed(
    folder: Folder, stepwise: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not stepwise:
        monkeypatch.setattr(os, "supports_dir_fd", set())
    found = {os.path.relpath(one, folder.path): one for one in find([folder.path])}
    assert all(isinstance(next(read_all(one)), Article) for one in found.values())
    (folder.path / "a.txt").unlink()
    folder.link("a.txt", folder.outside / "secret.txt")
    (folder.path / "sub" / "b.txt").unlink()
    (folder.path / "sub").rmdir()
    (folder.outside / "b.txt").write_text("Nobody was to read this.", "utf-8")
    folder.link("sub", folder.outside)
    for name in ("a.txt", "sub/b.txt"):
        [error] = read_all(found[name])
        assert isinstance(error, ReadingError)
        assert error.reason == "a link was put in its place since the folder was looked at"
        with open_file(str(found[name])) as file:
            assert file.read(), "named by a person, it is read"


def test_a_found_file_can_be_sent_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(Inside("in/a.txt", "/tmp/in", "a.txt")))
    assert (sent, sent.root, sent.inner) == ("in/a.txt", "/tmp/in", "a.txt")
    assert len({sent, "in/a.txt"}) == 1, "named twice, it is one file"


def test_junctions_of_windows_are_links() -> None:
    """What Windows says of a junction: it is a folder, with the tag of a mount point."""
    folder = SimpleNamespace(st_mode=stat.S_IFDIR, st_reparse_tag=0)
    junction = SimpleNamespace(st_mode=stat.S_IFDIR, st_reparse_tag=0xA0000003)
    assert [is_link(one) for one in (folder, junction)] == [False, True]  # type: ignore[arg-type]


if os.name == "nt":

    def test_a_junction_leads_out(folder: Folder) -> None:
        target = str(folder.outside)
        subprocess.run(["cmd", "/c", "mklink", "/J", str(folder.path / "j"), target], check=True, capture_output=True)
        assert "leads out" in folder.found()[1]["j"]


class Plain(PlainSteps):
    """Plain steps, but finding as it is done."""

    find = InstalledSteps.find


def test_an_ingest_names_what_it_left_out(folder: Folder, tmp_path: Path) -> None:
    folder.link("c.txt", folder.outside / "secret.txt")
    folder.link("gone.txt", "nothing.txt")
    with Casefile.open(tmp_path / "claims.db", steps=Plain()) as case:
        outcomes = {Path(one.source).name: one for one in case.ingest([folder.path]).outcomes}
        assert {name: one.state for name, one in outcomes.items()} == {
            "a.txt": "added",
            "b.txt": "added",
            "c.txt": "skipped",
            "gone.txt": "failed",
        }
        again = case.ingest([folder.path], follow_links=True, workers=2)
        assert (again.count("added"), again.count("skipped")) == (1, 0)


def test_files_are_read_again_as_they_were_found(folder: Folder) -> None:
    folder.link("c.txt", folder.outside / "secret.txt")
    found = list(reread(folder.path))
    assert [one.source for one in found if isinstance(one, LeftOut)] == [str(folder.path / "c.txt")]
    assert sum(isinstance(one, Article) for one in found) == 2
    assert sum(isinstance(one, Article) for one in reread(folder.path, follow_links=True)) == 3


def test_folders_that_lie_very_deep_are_read_as_far_as_there_are_names_for_them(folder: Folder) -> None:
    with chdir(folder.path):
        for _ in range(40):
            Path("x" * 200).mkdir()
            os.chdir("x" * 200)
    files, reasons = folder.found()
    assert files == ["a.txt", "sub/b.txt"]
    [reason] = reasons.values()
    assert reason == "ReadingError: it cannot be looked at: File name too long"


def test_the_program_says_so_and_can_be_asked(folder: Folder, tmp_path: Path) -> None:
    folder.link("c.txt", folder.outside / "secret.txt")
    run = piped(["ingest", "in"], cwd=tmp_path)
    assert run.code == 0
    assert "skipped: in/c.txt: this link leads out of the folder" in run.out
    assert "2 added, 0 unchanged, 1 skipped" in run.out
    assert "1 added, 2 unchanged;" in piped(["ingest", "in", "--follow-links"], cwd=tmp_path).out


def test_an_archive_in_a_folder_keeps_to_it(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    line = '{"text": "The dam at Poe broke at dawn, the mayor said on Tuesday.", "url": "https://poe.example/%d"}\n'
    (folder.path / "a.jsonl").write_text(line % 1, "utf-8")
    (folder.outside / "b.jsonl").write_text(line % 2, "utf-8")
    folder.link("b.jsonl", folder.outside / "b.jsonl")
    folder.link("other.png", folder.outside / "secret.txt")
    run = piped(["bulk", "in", "--out", "made"], cwd=tmp_path)
    assert run.code == 3
    assert "failed: in/b.jsonl: this link leads out of the folder to" in run.out
    assert "made: 1 article," in run.out
    run = piped(["bulk", "in", "--out", "made", "--follow-links"], cwd=tmp_path)
    assert (run.code, "made: 2 articles," in run.out) == (0, True)


def test_what_is_left_out_is_an_error_of_reading() -> None:
    error = pickle.loads(pickle.dumps(LeftOut("in/c.txt", "why")))
    assert (type(error), error.source, error.reason) == (LeftOut, "in/c.txt", "why")


def test_what_a_browser_saved_beside_a_page_is_none_of_the_articles(folder: Folder) -> None:
    for name in ("Story.html", "Story_files/logo.png", "Bericht.HTM", "Bericht-Dateien/b.txt", "Other_files/c.txt"):
        folder.put(name)
    assert folder.found() == (["Bericht.HTM", "Story.html", "a.txt", "Other_files/c.txt", "sub/b.txt"], {})
