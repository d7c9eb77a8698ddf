"""Reading anew: decisions stay with the same words in the same company, and nothing is lost or changed twice.

Twenty kills in a usual run over a few articles; PROVENANCE_REREAD=200 articles before a release.
"""

from __future__ import annotations

import gzip
import os
import random
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import killed
import pytest
from casefile_steps import PlainSteps
from sqlalchemy import delete, update

from provenance.casefile import Casefile
from provenance.errors import ReadingError
from provenance.model import Article, Claim, Stance
from provenance.store import schema, tables
from provenance.store.database import Database

CASEFILES = Path(__file__).parent / "cases" / "casefiles"
ARTICLES = int(os.environ.get("PROVENANCE_REREAD", "40"))
KILLS = 20
STORY = (
    "outlet: The Poe Times\ndate: 2026-03-01\n"
    "The dam at Poe broke at 6 in the night.\nAda says the mayor had been warned of it twice.\n"
    "Rain fell in the valley.\n"
)
OTHER = """outlet: Kim Daily
date: 2026-03-02
The dam at Poe broke at 7 in the night.
The mayor had been warned of it twice.
"""


class Reading(PlainSteps):
    """Steps whose program is another one: `change` is made to the claims, `text` to the text."""

    def __init__(
        self,
        change: Callable[[Sequence[Claim]], Sequence[Claim]] = lambda claims: claims,
        text: Callable[[str], str] = lambda text: text,
    ) -> None:
        self._change, self._text = change, text

    def parse(self, data: bytes, path: str | None) -> Article:
        article = super().parse(data, path)
        return replace(article, text=self._text(article.text))

    def extract(self, article: Article) -> Sequence[Claim]:
        return self._change(super().extract(article))


class Failing(PlainSteps):
    def extract(self, article: Article) -> Sequence[Claim]:
        raise RuntimeError("today's program has a fault")


class Unreadable(PlainSteps):
    def parse(self, data: bytes, path: str | None) -> Article:
        raise ReadingError(path or "input", "it is damaged, says today's program")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    with Casefile.open(tmp_path / "claims.db", steps=PlainSteps()) as case:
        case.ingest([tmp_path])
    read_by_another(tmp_path)
    return tmp_path


def opened(folder: Path, steps: PlainSteps | None = None) -> Casefile:
    return Casefile.open(folder / "claims.db", steps=steps or PlainSteps())


def read_by_another(folder: Path) -> None:
    database = Database.open(folder / "claims.db")
    with database.writing() as connection:
        connection.execute(update(tables.article).values(read_by=None))
    database.close()


def claim(case: Casefile, words: str) -> str:
    [found] = [one.id for one in case.claims() if words in one.content_text]
    return found


def warned(case: Casefile) -> str:
    [found] = [one.id for one in case.claims() if one.attribution]
    return found


def test_decisions_stay_with_their_words(folder: Path) -> None:
    with opened(folder) as case:
        said, [clash] = warned(case), case.links(relation="conflicts")
        case.review(said, "accept", by="Kim", why="called her")
        case.review(clash.id, "reject", by="Ann", why="two dams")
        case.note(said, "ask again", by="Ann")
        case.tag(said, "dam", by="Ann")
        case.rate("Ada", "B", by="Kim", why="was right")
    fewer = Reading(lambda claims: [one for one in claims if "Rain" not in one.text])
    with opened(folder, fewer) as case:
        assert case.desk().counts.read_by_others == 2
        assert any("2 listed articles were read by another" in one.value for one in case.findings())
        summary = case.reread()
        assert [(one.state, one.lost) for one in summary.outcomes] == [("reread", ())] * 2
        assert case.count_claims() == 4
        assert [case.link(clash.id).verdict, case.show(said).claim.verdict] == ["reject", "accept"]
        assert [one.text for one in case.notes(said)] == ["ask again"]
        assert case.tags(said) == ("dam",)
        assert case.source("Ada").source.grade == "B"
        assert case.verify().differences == ()
        assert case.desk().counts.read_by_others == 0
        before = case.log()
        told = [one for one in before if one.event == "reread"]
        assert [one.detail["before"] for one in told] == ["an earlier version"] * 2
        assert case.reread().outcomes == ()
        assert {one.state for one in case.reread(everything=True).outcomes} == {"unchanged"}
        assert case.log() == before, "twice in a row changes nothing"


def test_what_lost_its_place_is_told_and_counts_no_more(folder: Path) -> None:
    with opened(folder) as case:
        rain = claim(case, "Rain fell")
        case.review(rain, "accept", by="Kim", why="wet")
        case.tag(rain, "weather", by="Kim")
        case.review(claim(case, "broke at 6"), "accept", by="Kim", why="seen")

    def shorter(claims: Sequence[Claim]) -> Sequence[Claim]:
        """The rain is claimed in fewer words, under the same id; the dam as before."""
        return [
            replace(one, content=((one.start, one.end - 15),)) if one.text.startswith("Rain") else one for one in claims
        ]

    with opened(folder, Reading(shorter)) as case:
        lost = [lost for one in case.reread().outcomes for lost in one.lost]
        assert [(one.event, one.target, one.value, one.by) for one in lost] == [
            ("review", rain, "accept", "Kim"),
            ("tag", rain, "weather", "Kim"),
        ]
        assert lost[0].words.startswith("Rain fell in the valley")
        assert case.show(rain).claim.content_text == "Rain fell"
        assert (case.show(rain).claim.verdict, case.tags(rain)) == (None, ())
        assert case.show(claim(case, "broke at 6")).claim.verdict == "accept"
        assert case.verify().differences == ()
        [taken, _] = [one for one in case.log() if one.event == "undo"]
        case.undo(entry=taken.number, by="Kim", why="it is the same to me")
        assert case.show(rain).claim.verdict == "accept", "a person can say that it still holds"


def test_decisions_follow_words_to_another_id(folder: Path) -> None:
    both = "Ada says the mayor had been warned of it twice.\n"

    def split(claims: Sequence[Claim]) -> Sequence[Claim]:
        """What Ada says is the second claim of its sentence today; the first is the article's own."""
        found: list[Claim] = []
        for one in claims:
            if one.text.strip() == both.strip():
                found += [replace(one, attribution=(), content=((one.start, one.start + 3),)), replace(one, ordinal=1)]
            else:
                found.append(one)
        return found

    with opened(folder) as case:
        said = warned(case)
        case.review(said, "accept", by="Kim", why="called her", wording="True")
        case.note(said, "ask again", by="Ann")
    with opened(folder, Reading(split)) as case:
        assert [one.lost for one in case.reread().outcomes] == [(), ()]
        now = warned(case)
        assert now != said
        assert case.show(now).claim.verdict == "accept"
        assert case.show(said).claim.verdict is None, "other words stand there now"
        assert [(one.by, one.why, one.wording) for one in case.reviews(now)] == [("Kim", "called her", "True")]
        assert [one.text for one in case.notes(now)] == ["ask again"]
        assert case.notes(said) == []
        assert case.verify().differences == ()


def test_decisions_follow_words_that_are_cut_otherwise(folder: Path) -> None:
    def cut(claims: Sequence[Claim]) -> Sequence[Claim]:
        """What Ada says is claimed without its last word, as the second claim of its sentence; she denies the first."""
        found: list[Claim] = []
        for one in claims:
            if one.attribution:
                [(start, end)] = one.content
                found.append(replace(one, content=((end - 6, end),), stance=Stance.DENIES))
                found.append(replace(one, content=((start, end - 6),), ordinal=1))
            else:
                found.append(one)
        return found

    with opened(folder) as case:
        said = warned(case)
        case.review(said, "accept", by="Kim", why="called her")
    with opened(folder, Reading(cut)) as case:
        assert [one.lost for one in case.reread().outcomes] == [(), ()]
        [now] = [one for one in case.claims() if one.attribution and one.ordinal == 1]
        assert now.content_text == "the mayor had been warned of it"
        assert now.verdict == "accept"
        assert [one.verdict for one in case.claims() if one.stance is Stance.DENIES] == [None]
        assert case.verify().differences == ()


def test_a_text_that_is_read_differently_is_told_from_one_that_was_altered(folder: Path) -> None:
    with opened(folder) as case:
        case.review(warned(case), "accept", by="Kim", why="called her")
        article = case.article(case.show(warned(case)).claim.article).article.id
        case.note(article, "the first report", by="Kim")
    with opened(folder, Reading(text=lambda text: text.replace("Rain fell", "Heavy rain fell"))) as case:
        assert [one.state for one in case.reread().outcomes] == ["reread", "reread"]
        assert {one.cause for one in case.changes()} == {"reading"}
        assert case.show(warned(case)).claim.verdict == "accept"
        assert [one.text for one in case.notes(case.show(warned(case)).claim.article)] == ["the first report"]
        assert len(case.articles()) == 2
        replaced = {f"article {one.article_before}" for one in case.changes()}
        assert {one.where for one in case.verify().differences} == replaced, "what the fixture did to them is noticed"
        (folder / "a.txt").write_text(STORY.replace("twice", "three times"), encoding="utf-8")
        case.ingest([folder / "a.txt"])
        assert {one.cause for one in case.changes()} == {"reading", "outlet"}


@pytest.mark.parametrize("steps", [Failing(), Unreadable()], ids=lambda steps: type(steps).__name__)
def test_what_fails_to_be_read_today_keeps_what_it_has(folder: Path, steps: PlainSteps) -> None:
    with opened(folder) as case:
        claims, links, log = case.claims(), case.links(), case.log()
    with opened(folder, steps) as case:
        outcomes = case.reread().outcomes
        assert [one.state for one in outcomes] == ["failed", "failed"]
        assert all("it stays as it was read" in (one.reason or "") for one in outcomes)
        assert [Path(one.source).name for one in outcomes] == ["a.txt", "b.txt"]
        assert (case.claims(), case.links(), case.log()) == (claims, links, log)
        assert case.desk().counts.read_by_others == 2


def test_an_article_without_its_original_keeps_what_it_has(folder: Path) -> None:
    database = Database.open(folder / "claims.db")
    with database.writing() as connection:
        connection.execute(update(tables.article).where(tables.article.c.number == 1).values(sha256=None))
        connection.execute(delete(tables.original).where(~tables.original.c.sha256.in_(_kept())))
    database.close()
    with opened(folder) as case:
        first, second = case.reread().outcomes
        assert (first.state, second.state) == ("failed", "reread")
        assert "were not kept" in (first.reason or "")
        assert case.count_claims() == 5


def _kept():  # type: ignore[no-untyped-def]
    from sqlalchemy import select

    return select(tables.article.c.sha256).where(tables.article.c.sha256.is_not(None))


@pytest.mark.parametrize("path", sorted(CASEFILES.glob("*.db.gz")), ids=lambda path: path.name[:4])
def test_a_casefile_of_every_form_opens_verifies_and_is_read_anew(path: Path, tmp_path: Path) -> None:
    """Made by the programs of those days: two articles, a verdict on a claim and one on a link, and a grade."""
    (tmp_path / "claims.db").write_bytes(gzip.decompress(path.read_bytes()))
    with opened(tmp_path) as case:
        assert [one for one in case.verify().differences if not one.follows] == [], "whatever was summed up otherwise"
        said, claims = warned(case), [(one.id, one.content_text, one.verdict) for one in case.claims()]
        links = [(one.id, one.relation, one.verdict) for one in case.links()]
        tags, notes = case.tags(said), case.notes(said)
        assert case.desk().counts.read_by_others == 2
        assert [(one.state, one.lost) for one in case.reread().outcomes] == [("reread", ())] * 2
        assert [(one.id, one.content_text, one.verdict) for one in case.claims()] == claims
        assert sorted((one.id, one.relation, one.verdict) for one in case.links()) == sorted(links)
        assert (case.tags(said), case.notes(said)) == (tags, notes)
        assert case.show(said).claim.verdict == "accept"
        assert case.source("Ada").source.grade == "B"
        assert case.verify().differences == ()
        assert {one.state for one in case.reread(everything=True).outcomes} == {"unchanged"}


def test_there_is_a_casefile_of_every_form_but_the_newest() -> None:
    assert {path.name[:4] for path in CASEFILES.glob("*.db.gz")} == schema.known_revisions() - {schema.head()}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_rereading_that_is_killed_goes_on_and_loses_nothing(tmp_path: Path) -> None:
    get_context("forkserver").set_forkserver_preload(["killed"])
    chance = random.Random(ARTICLES)
    (tmp_path / "in").mkdir()
    for number in range(ARTICLES):
        pair = number // 2
        text = f"outlet: Paper {number % 7}\nBridge{pair} near Town{pair} fell at {number % 2} on Day{pair}.\n"
        (tmp_path / "in" / f"{number:03}.txt").write_text(f"{text}Ada says Crew{number} mended Mill{number}.\n")
    with opened(tmp_path) as case:
        case.ingest([tmp_path / "in"])
        decided = [one.id for one in case.claims(order="file")[::3]] + [one.id for one in case.links()[::3]]
        for target in decided:
            case.review(target, "accept", by="Kim", why="seen")
        verdicts = _verdicts(case)
        assert len(decided) > ARTICLES / 2
    read_by_another(tmp_path)
    told = tmp_path / "told"
    left = []
    for _ in range(KILLS):
        told.unlink(missing_ok=True)
        process = get_context("forkserver").Process(target=killed.run, args=("reread", tmp_path, 0))
        process.start()
        wanted, deadline = chance.randrange(1, 2 * ARTICLES // KILLS), time.monotonic() + 600
        while process.is_alive() and time.monotonic() < deadline:
            if told.exists() and told.read_text().count("reread ") >= wanted:
                break
            time.sleep(0.001)
        process.join(chance.uniform(0, 0.02))
        if process.exitcode is None and process.pid is not None:
            os.kill(process.pid, signal.SIGKILL)
        process.join(600)
        with opened(tmp_path) as case:
            assert _verdicts(case) == verdicts
            left.append(case.desk().counts.read_by_others)
    killed.run("reread", tmp_path, 0)
    with opened(tmp_path) as case:
        assert left == sorted(left, reverse=True)
        assert len(set(left)) > KILLS / 2, "it was killed in its midst"
        assert case.desk().counts.read_by_others == 0
        assert _verdicts(case) == verdicts
        assert case.verify().differences == ()
        log = case.log()
        assert [one.subject for one in log if one.event == "reread"].count(log[0].subject) == 1
        case.reread(everything=True)
        assert case.log() == log


def _verdicts(case: Casefile) -> dict[str, str | None]:
    return {one.id: one.verdict for one in (*case.claims(), *case.links()) if one.verdict}
