from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from archives import ListSteps, Snapshot, assert_same, crowded, ingested, of_casefile, of_folder, seeds, stories, write

import provenance.bulk
from provenance.bulk import EngineName, Options, loading, run
from provenance.bulk.shelf import Shelf
from provenance.casefile import Casefile
from provenance.errors import InvalidRequest, MissingExtra
from provenance.model import Article, Claim, Grade, Link, Origins

PLAIN = partial(Options, steps=ListSteps())


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Snapshot]:
    """Plain articles, and what a casefile makes of them."""
    folder = tmp_path_factory.mktemp("archive")
    source = write(crowded(60), folder / "news.jsonl")
    return source, ingested(source, folder / "claims.db", ListSteps())


@pytest.mark.parametrize(("piece", "stretch"), [(7, 3)])
def test_the_installed_steps_give_what_a_casefile_gives(tmp_path: Path, piece: int, stretch: int) -> None:
    source = write([*stories(26), *seeds()], tmp_path / "news.jsonl")
    made = run(source, tmp_path / "out", Options(piece=piece, stretch=stretch))
    expected = ingested(source, tmp_path / "claims.db")
    assert made.links == len(expected["link"]) > 50
    assert {row["relation"] for row in expected["link"].values()} >= {"corroborates", "conflicts"}
    assert made.listed < made.articles == len(expected["article"])
    assert_same(of_folder(tmp_path / "out"), expected)


def test_every_limit_cuts_as_in_a_casefile(tmp_path: Path) -> None:
    source = write(crowded(140), tmp_path / "news.jsonl")
    expected = ingested(source, tmp_path / "claims.db", ListSteps())
    for piece, stretch in ((40, 2), (1000, 1)):
        run(source, tmp_path / f"out{piece}", PLAIN(piece=piece, stretch=stretch))
        assert_same(of_folder(tmp_path / f"out{piece}"), expected)


def test_parquet_gives_what_json_lines_give(tmp_path: Path, archive: tuple[Path, Snapshot]) -> None:
    from pyarrow import Table, parquet

    source, expected = archive
    rows = [json.loads(line) for line in source.read_text().splitlines()]
    parquet.write_table(Table.from_pylist(rows), tmp_path / "news.parquet")
    made = run(tmp_path / "news.parquet", tmp_path / "out", PLAIN(piece=11))
    found = of_folder(tmp_path / "out")
    for name in ("claim", "hop", "link", "claim_key", "claim_pair", "article_key"):
        assert found[name] == expected[name]
    assert made.articles == len(expected["article"])


def test_a_grown_archive_takes_what_is_new(tmp_path: Path) -> None:
    rows = crowded(60)
    source = write(rows[:50], tmp_path / "a.jsonl")
    options = PLAIN(piece=10, stretch=2)
    run(tmp_path, tmp_path / "out", options)
    assert set(run(tmp_path, tmp_path / "out", options).done.values()) == {0}
    grown = write(rows[50:], tmp_path / "b.jsonl")
    made = run(tmp_path, tmp_path / "out", options)
    pieces = -(-len(rows[50:]) // 10)
    assert [made.done[step] for step in ("articles", "claims", "keys", "candidates", "links")] == [pieces] * 5
    expected = ingested([source, grown], tmp_path / "claims.db", ListSteps())
    assert_same(of_folder(tmp_path / "out"), expected)


def test_what_is_not_linked_anew_is_not_weighed_anew(tmp_path: Path) -> None:
    said = [{"text": f"The {word} is {word} {word}x.", "outlet": word} for word in ("ash", "bay", "cod", "dew")]
    write(said, tmp_path / "a.jsonl")
    run(tmp_path, tmp_path / "out", PLAIN(piece=1))
    write([{"text": "The bay is bay bayx.", "outlet": "new"}], tmp_path / "b.jsonl")
    assert run(tmp_path, tmp_path / "out", PLAIN(piece=1)).done["standing"] == 2


@dataclass(frozen=True)
class Dying(ListSteps):
    """Breaks off at an article, and notes what was extracted before."""

    at: int | None = None
    extracted: list[str] = field(default_factory=list)

    def extract(self, article: Article) -> Sequence[Claim]:
        if len(self.extracted) == self.at:
            raise KeyboardInterrupt
        self.extracted.append(article.id)
        return super().extract(article)


def test_a_run_that_was_broken_off_goes_on(tmp_path: Path, archive: tuple[Path, Snapshot]) -> None:
    source, expected = archive
    dying, going_on = Dying(at=35), Dying()
    with pytest.raises(KeyboardInterrupt):
        run(source, tmp_path, Options(piece=10, steps=dying))
    made = run(source, tmp_path, Options(piece=10, steps=going_on))
    assert made.done["articles"] == 0
    assert len(going_on.extracted) == len(source.read_text().splitlines()) - 30
    assert_same(of_folder(tmp_path), expected)


_KILLED = """
import sys
from archives import ListSteps
from provenance.bulk import Options, run
tell = lambda step, done, of: print(step, done, of, flush=True)
run(sys.argv[1], sys.argv[2], Options(piece=5, steps=ListSteps(), tell=tell))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
@pytest.mark.parametrize("step", ["claims", "candidates", "links", "tables"])
def test_a_run_that_was_killed_goes_on(tmp_path: Path, archive: tuple[Path, Snapshot], step: str) -> None:
    source, expected = archive
    paths = os.pathsep.join(path for path in sys.path if path)
    command = [sys.executable, "-c", _KILLED, str(source), str(tmp_path)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": paths}
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(f"{step} 2 "):
                process.send_signal(signal.SIGKILL)
                break
        process.wait()
    made = run(source, tmp_path, PLAIN(piece=5))
    assert 0 < made.done[step] < 14, "what was done before it was killed stays"
    assert made.done["articles"] == 0
    assert_same(of_folder(tmp_path), expected)


def test_a_result_is_there_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)

    def breaking() -> Iterator[tuple[str, object]]:
        import pyarrow

        yield "whole", pyarrow.table({"a": [1]})
        raise KeyboardInterrupt

    class Parts(dict[str, object]):
        def items(self) -> Iterator[tuple[str, object]]:  # type: ignore[override]
            return breaking()

    with pytest.raises(KeyboardInterrupt):
        shelf.put("step", "key", Parts())  # type: ignore[arg-type]
    assert not shelf.has("step", "key")
    assert [*(tmp_path / "making").iterdir()] == []


@pytest.fixture(params=["whole", "grown"])
def loaded(request: pytest.FixtureRequest, tmp_path: Path, place: str) -> tuple[str, Path]:
    """A casefile into which an archive was loaded, at once or as it grew, and its folder."""
    rows = crowded(40)
    for size in (20, len(rows)) if request.param == "grown" else (len(rows),):
        run(write(rows[:size], tmp_path / "news.jsonl"), tmp_path / "out", PLAIN(piece=8))
        loading.load(tmp_path / "out", place, steps=ListSteps())
    return place, tmp_path / "out"


def test_a_loaded_archive_is_the_casefile_that_it_would_be(loaded: tuple[str, Path], tmp_path: Path) -> None:
    place, folder = loaded
    assert_same(of_casefile(place), ingested(tmp_path / "news.jsonl", tmp_path / "claims.db", ListSteps()))
    again = loading.load(folder, place, steps=ListSteps())
    assert again.count("unchanged") == len(again.outcomes) == 40
    assert again.links == 0
    with Casefile.open(place, steps=ListSteps()) as case:
        assert case.verify().differences == ()
        assert len(case.log()) == len(again.outcomes)
        assert case.original(case.articles()[0].id) is not None


def test_an_empty_casefile_takes_all_of_an_archive_or_nothing(place: str, tmp_path: Path) -> None:
    source = write(crowded(20), tmp_path / "news.jsonl")
    run(source, tmp_path / "out", PLAIN(piece=8))

    def break_off(_step: str, _done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loading.load(tmp_path / "out", place, steps=ListSteps(), tell=break_off)
    with Casefile.open(place, steps=ListSteps()) as case:
        assert case.articles() == []
        assert case.log() == []
    assert loading.load(tmp_path / "out", place, steps=ListSteps()).count("added") > 0
    assert_same(of_casefile(place), ingested(source, tmp_path / "claims.db", ListSteps()))


def test_articles_from_elsewhere_are_compared_with_a_loaded_archive(tmp_path: Path) -> None:
    first, *rest = stories(8)
    db = tmp_path / "claims.db"
    with Casefile.open(db) as case:
        case.ingest([write([first], tmp_path / "own.jsonl")])
        case.rate(str(first["outlet"]), Grade.A, by="Kim", why="known")
    made = run(write(rest, tmp_path / "news.jsonl"), tmp_path / "out")
    told: list[tuple[str, int, int]] = []
    summary = loading.load(tmp_path / "out", db, tell=lambda *heard: told.append(heard))
    assert told[-1] == ("articles", len(rest), len(rest))
    assert summary.links > made.links, "some lead to the article that was there"
    with Casefile.open(db) as case:
        assert case.verify().differences == ()
    assert loading.load(tmp_path / "out", db).count("unchanged") == len(rest)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": "The sky is blue."}),
        "{",
        json.dumps({"title": "No text"}),
        "",
    ]
    (tmp_path / "news.jsonl").write_text("\n".join(lines))
    made = run(tmp_path / "news.jsonl", tmp_path / "out", PLAIN(piece=2))
    assert (made.articles, made.claims) == (1, 1)
    assert [Path(where).name for where, _ in made.failed] == ["news.jsonl:2", "news.jsonl:3"]
    assert all(reason for _, reason in made.failed)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path / "none.jsonl", "no such file"),
        (lambda path: path, "there is no"),
        (lambda path: _written(path / "news.txt", "x"), "come as JSON Lines or Parquet"),
        (lambda path: _written(path / "news.jsonl", ""), "nothing in it"),
        (lambda path: _written(path / "news.parquet", "x"), "no Parquet file"),
    ],
)
def test_what_is_no_archive_is_refused(tmp_path: Path, make: Callable[[Path], Path], message: str) -> None:
    with pytest.raises(InvalidRequest, match=message):
        run(make(tmp_path), tmp_path / "out", PLAIN())


def test_only_a_whole_archive_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="no whole archive"):
        loading.load(tmp_path, tmp_path / "claims.db")


def test_what_comes_again_is_left_out(tmp_path: Path) -> None:
    one, other = ({"text": f"The bridge is {word}.", "url": "https://news.example/1"} for word in ("open", "closed"))
    made = run(write([one, other, one], tmp_path / "news.jsonl"), tmp_path / "out", PLAIN())
    assert (made.articles, made.listed) == (2, 1)
    listed = [row for row in of_folder(tmp_path / "out")["article"].values() if row["current"]]
    assert [row["text"] for row in listed] == ["The bridge is closed."]


@pytest.mark.parametrize(("missing", "engine"), [("pyarrow", EngineName.LOCAL), ("pyspark", EngineName.SPARK)])
def test_a_missing_part_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str, engine: EngineName
) -> None:
    for name in [
        name for name in sys.modules if name.startswith(("provenance.bulk.", f"{missing}.")) or name == missing
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delattr(provenance.bulk, "plan", raising=False)
    source = write([{"text": "The sky is blue."}], tmp_path / "news.jsonl")
    with pytest.raises(MissingExtra, match=r'pip install "claim-provenance\[spark\]"'):
        run(source, tmp_path / "out", Options(engine=engine))


def _written(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


@dataclass
class Faulty(ListSteps):
    """Fails on some claims, as long as it is told to: in extraction, in their keys, in comparing or in counting."""

    step: str
    fails: bool = True

    def extract(self, article: Article) -> Sequence[Claim]:
        self._meet("extract", len(article.text) % 5 == 0)
        return super().extract(article)

    def claim_keys(self, claim: Claim) -> Mapping[str, float]:
        self._meet("claim_keys", claim.start % 7 == 3)
        return super().claim_keys(claim)

    def link(self, a: Claim, b: Claim, story: float | None = None) -> Link | None:
        self._meet("link", (len(a.text) + len(b.text)) % 5 == 0)
        return super().link(a, b, story)

    def origins(self, claims: Sequence[Claim]) -> Origins:
        self._meet("origins", len(claims) > 1)
        return super().origins(claims)

    def _meet(self, step: str, meets: bool) -> None:
        if self.fails and step == self.step and meets:
            raise LookupError(f"in {step}")


@pytest.mark.parametrize("step", ["extract", "claim_keys", "link", "origins"])
def test_what_fails_is_named_and_the_next_run_makes_it_anew(
    tmp_path: Path, archive: tuple[Path, Snapshot], step: str
) -> None:
    source, expected = archive
    options = PLAIN(piece=20, steps=(steps := Faulty(step)))
    made = run(source, tmp_path / "out", options)
    assert made.articles == len(expected["article"])
    assert made.failed
    assert all(f"LookupError: in {step}" in reason for _, reason in made.failed)
    assert run(source, tmp_path / "out", options).failed == made.failed
    steps.fails = False
    assert not run(source, tmp_path / "out", options).failed
    assert_same(of_folder(tmp_path / "out"), expected)
    assert set(run(source, tmp_path / "out", options).done.values()) == {0}


def test_an_article_that_cannot_be_loaded_is_named_and_the_others_come(
    tmp_path: Path, archive: tuple[Path, Snapshot]
) -> None:
    source, expected = archive
    run(source, tmp_path / "out", PLAIN(piece=20))
    steps = Faulty("claim_keys")
    listed = run(source, tmp_path / "out", PLAIN(piece=20)).listed
    loaded = loading.load(tmp_path / "out", tmp_path / "claims.db", steps=steps)
    assert loaded.incomplete
    assert len(loaded.outcomes) == len(expected["article"])
    with Casefile.open(tmp_path / "claims.db") as case:
        assert len(case.articles()) == listed
    steps.fails = False
    again = loading.load(tmp_path / "out", tmp_path / "claims.db", steps=steps)
    assert again.count("completed")
    assert not again.incomplete
    assert {one.state for one in again.outcomes} == {"unchanged", "completed"}
    with Casefile.open(tmp_path / "claims.db", steps=ListSteps()) as case:
        assert not case.verify().differences
