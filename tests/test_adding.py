"""Claims that people add, part and join: there at once, everywhere, as long as the words stand in the article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from sqlalchemy import event, text
from test_casefile import ALPHA, BETA, GAMMA, Desk, stocked
from test_corrections import said_by, whole

from provenance.casefile import Casefile, selecting
from provenance.correction import ClaimChange, SourceChange
from provenance.errors import InvalidRequest, NotFound
from provenance.model import Kind, Level, Naming, Polarity, Quotation, Relation, Stance
from provenance.records import Filter
from provenance.store import added as additions
from provenance.store import as_read, loading
from provenance.store.database import Database

DELTA = """outlet: Delta
The mayor of Delta, Bo Marsh, came at noon and 12 people were hurt in the fall, he added
Officials say the harbour stays closed and the ferry is late.
"The ferry, it seems, is late," one of them told us
"""


@pytest.fixture
def desk(tmp_path: Path, place: str) -> Iterator[Desk]:
    with stocked(tmp_path, place, ALPHA, BETA, GAMMA, DELTA) as made:
        yield made


def delta(desk: Desk) -> str:
    return next(one.id for one in desk.case.articles() if one.outlet == "Delta")


FOUND = "12 people  were\nhurt in the fall"


def test_a_claim_is_added_where_the_program_found_none(desk: Desk) -> None:
    before = desk.case.claims()
    done = desk.case.add_claim(delta(desk)[:8], FOUND, by="Ann", why="it is one")
    [added] = [one for one in desk.case.claims() if one.id == done.entries[-1].subject]
    assert (added.content_text, added.attribution, added.quotation) == (" ".join(FOUND.split()), (), Quotation.NONE)
    assert added.text.startswith("The mayor of Delta"), "its sentence is the line"
    assert (added.level, added.stance, added.polarity) == ("certain", "asserts", "affirmed")
    assert [(one.field, one.by, one.entry) for one in added.corrected] == [("added", "Ann", done.entries[-1].number)]
    assert (added.corroborating, added.conflicting) == (1, 1), "it is compared at once"
    assert done.claims == 1
    assert desk.case.count_claims() == len(before) + 1
    assert [one.claims for one in desk.case.articles() if one.outlet == "Delta"] == [2]
    assert desk.case.claims(where=Filter(article=delta(desk)))[0].article == delta(desk)
    assert any(hit.claim == added for hit in desk.case.search("noon"))
    assert whole(desk.case)
    desk.case.undo(by="Ann")
    assert desk.case.claims() == before
    assert [one.claims for one in desk.case.articles() if one.outlet == "Delta"] == [1]
    assert all(one.id != added.id for one in desk.case.article(delta(desk)).claims)
    assert desk.case.labels() == []
    assert whole(desk.case)
    again = desk.case.add_claim(delta(desk), FOUND, by="Ben")
    assert again.entries[-1].subject == added.id, "the same words are the same claim"
    assert whole(desk.case)


@pytest.mark.parametrize(
    ("source", "hop"),
    [
        (SourceChange(name="bo marsh", kind=Kind.OFFICIAL), ("Bo Marsh", "bo marsh", "official", "named")),
        (SourceChange(name="the mayor", naming=Naming.ROLE), ("The mayor", None, "unknown", "role")),
        (SourceChange(name="OFFICIALS"), ("Officials", "Officials", "person", "named")),
        (SourceChange(name="Cy Dent"), (None, "Cy Dent", "unknown", "named")),
    ],
)
def test_who_says_so_is_found_in_the_article(desk: Desk, source: SourceChange, hop: tuple[str | None, ...]) -> None:
    done = desk.case.add_claim(delta(desk), FOUND, by="Ann", source=source)
    [found] = desk.case.show(done.entries[-1].subject).claim.attribution
    assert (found.holder, found.name, str(found.kind), str(found.naming)) == hop
    assert (found.start is None) == (found.holder is None)
    assert whole(desk.case)


def test_how_it_is_put_is_said_with_it(desk: Desk) -> None:
    said = ClaimChange(stance=Stance.DENIES, level=Level.PROBABLE, statement="12 people were hurt.")
    claim = desk.case.show(desk.case.add_claim(delta(desk), FOUND, by="Ann", said=said).entries[-1].subject).claim
    assert (claim.stance, claim.level, claim.polarity) == ("denies", "probable", "denied")
    assert claim.statement.text == "12 people were hurt."
    for _ in range(5):
        desk.case.undo(by="Ann")
    plain = desk.case.add_claim(delta(desk), FOUND, by="Ann")
    now = desk.case.show(plain.entries[-1].subject).claim
    assert (now.stance, now.level, now.polarity) == ("asserts", "certain", Polarity.AFFIRMED)
    assert whole(desk.case)


def test_what_is_quoted_stays_quoted(desk: Desk) -> None:
    done = desk.case.add_claim(
        delta(desk), "The ferry, it seems, is late", by="Ann", source=SourceChange(name="one of them")
    )
    claim = desk.case.show(done.entries[-1].subject).claim
    assert (claim.quotation, claim.attribution[0].holder) == ("direct", "one of them")
    part = desk.case.add_claim(delta(desk), "The ferry … is late", by="Ann")
    assert desk.case.show(part.entries[-1].subject).claim.content_text == "The ferry … is late"
    assert whole(desk.case)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("he added Officials say", "2 sentences, and a claim is what one sentence says.*“he added” | “Officials say”"),
        ("the ferry flies", "does not stand"),
        ("\n . ", "no words"),
        ("the", "at 4 places"),
        ("the harbour stays closed and the ferry is late", "are a claim already"),
    ],
)
def test_what_is_no_claim_of_a_sentence_is_refused(desk: Desk, words: str, told: str) -> None:
    entries = len(desk.case.log())
    with pytest.raises(InvalidRequest, match=told):
        desk.case.add_claim(delta(desk), words, by="Ann")
    with pytest.raises(InvalidRequest, match="needs a name"):
        desk.case.add_claim(delta(desk), FOUND, by="Ann", source=SourceChange(kind=Kind.MEDIA))
    with pytest.raises(NotFound):
        desk.case.add_claim("ffff", FOUND, by="Ann")
    assert len(desk.case.log()) == entries


def test_words_at_several_places_are_told_apart_by_where_they_stand(desk: Desk) -> None:
    found = desk.case.selection(delta(desk), "is late")
    assert [one.sentence for one in found.places] == sorted(one.sentence for one in found.places)
    assert len(found.places) == 2
    second = found.places[1].content[0]
    done = desk.case.add_claim(delta(desk), "is late", by="Ann", at=second[0] + 3)
    assert desk.case.show(done.entries[-1].subject).claim.content == (second,)


def test_of_words_at_very_many_places_those_that_are_meant_are_found() -> None:
    text = "The ferry is late. " * 150
    last = text.rindex("is late")
    found = selecting.selection(text, "is late", [], last)
    assert len(found.places) == 100
    assert selecting.chosen(found, last).content == ((last, last + len("is late")),)


def test_what_people_added_is_kept_when_it_is_read_anew_and_in_later_versions(desk: Desk) -> None:
    done = desk.case.add_claim(delta(desk), FOUND, by="Ann", source=SourceChange(name="Bo Marsh"))
    id_ = done.entries[-1].subject
    desk.case.review(id_, "accept", by="Ann")
    desk.case.relate(id_, desk.claim("river").id, Relation.CONFLICTS, by="Ann")
    shown = desk.case.claims(), desk.case.links()
    with desk.case._database.writing() as connection:
        connection.execute(text("UPDATE article SET read_by = NULL"))
    assert {one.lost for one in desk.case.reread().outcomes} == {()}
    assert (desk.case.claims(), desk.case.links()) == shown
    assert whole(desk.case)
    assert desk.put("d.txt", DELTA.replace("outlet: Delta\n", "outlet: Delta\nSnow fell.\n")).state == "new-version"
    [now] = [one for one in desk.case.claims() if one.content_text.startswith("12 people were hurt in")]
    assert (now.id != id_, now.verdict, said_by(now)) == (True, "accept", [("Bo Marsh", "unknown", "named")])
    assert now.conflicting == 2
    assert whole(desk.case)
    desk.case.describe(delta(desk), ["outlet=The Delta"], by="Ann")
    assert [one.outlet for one in desk.case.claims() if one.content_text.startswith("12 people were hurt in")] == [
        "The Delta"
    ]
    assert whole(desk.case)
    assert desk.put("d.txt", "outlet: Delta\nAll is another story.\n").state == "new-version"
    assert all(not one.content_text.startswith("12 people were hurt in") for one in desk.case.claims())
    assert whole(desk.case)


def test_what_is_read_now_takes_the_place_of_what_was_added(desk: Desk) -> None:
    id_ = desk.case.add_claim(delta(desk), FOUND, by="Ann").entries[-1].subject
    desk.case.review(id_, "accept", by="Ann")
    before = desk.case.count_claims()

    class Better(PlainSteps):
        def extract(self, article):  # type: ignore[no-untyped-def]
            claims = list(super().extract(article))
            if article.outlet == "Delta":
                at = article.text.index("12 people were hurt")
                spans = ((at, at + len("12 people were hurt in the fall")),)
                end = article.text.index("\n")
                claims += [type(claims[0])(article=article, start=0, end=end, content=spans)]
            return sorted(claims, key=lambda one: (one.start, one.ordinal))

    with desk.case._database.writing() as connection:
        connection.execute(text("UPDATE article SET read_by = NULL"))
    desk.case._steps = Better()
    desk.case.reread()
    [now] = [one for one in desk.case.claims() if one.content_text.startswith("12 people were hurt in")]
    assert (now.id == id_, now.verdict, now.corrected) == (False, "accept", ())
    assert desk.case.count_claims() == before
    assert whole(desk.case)


def test_copy_and_merge_keep_what_two_people_added(tmp_path: Path, desk: Desk) -> None:
    with Casefile.open(tmp_path / "other.db", steps=PlainSteps()) as other:
        other.ingest([desk.folder])
        other.add_claim(delta(desk), FOUND, by="Ben", source=SourceChange(name="Cy Dent"))
        other.add_claim(delta(desk), "came at noon", by="Ben")
        mine = desk.case.add_claim(delta(desk), FOUND, by="Ann", source=SourceChange(name="Bo Marsh"))
        desk.case.merge(tmp_path / "other.db")
        assert {one.content_text for one in desk.case.claims() if one.corrected} == {
            " ".join(FOUND.split()),
            "came at noon",
        }
        [found] = desk.case.contradictions(mine.entries[-1].subject)
        assert [side.by for side in found.sides] == ["Ann", "Ben"], "they added one claim, and differ on who says so"
        assert whole(desk.case)
        other.merge(desk.case.name) if "://" not in desk.case.name else None
        assert whole(other)
    desk.case.copy(tmp_path / "copy.db")
    with Casefile.open(tmp_path / "copy.db", create=False, steps=PlainSteps()) as copy:
        assert copy.claims() == desk.case.claims()
        assert whole(copy)
        with Casefile.open(tmp_path / "new.db", steps=PlainSteps()) as new:
            new.merge(tmp_path / "copy.db")
            assert {one.id for one in new.claims()} == {one.id for one in copy.claims()}
            assert whole(new)


TAMPERED = [
    ("UPDATE claim SET stance = 'denies' WHERE ordinal > 1000", "it is not what the program read and people corrected"),
    ("UPDATE claim SET current = false WHERE ordinal > 1000", "it is not what the program read and people corrected"),
    ("DELETE FROM claim WHERE ordinal > 1000", "a person added it, but it is not there"),
]


@pytest.mark.parametrize(("statement", "told"), TAMPERED)
def test_verify_names_a_claim_that_is_not_what_was_added_and_repair_makes_it(
    desk: Desk, statement: str, told: str
) -> None:
    desk.case.add_claim(delta(desk), FOUND, by="Ann", source=SourceChange(name="Bo Marsh"))
    shown = desk.case.claims()
    with desk.case._database.writing() as connection:
        if statement.startswith("DELETE"):
            for table, column in (
                ("hop", "claim"),
                ("claim_key", "claim"),
                ("claim_pair", "claim"),
                ("link", "a"),
                ("link", "b"),
            ):
                own = "(SELECT number FROM claim WHERE ordinal > 1000)"
                connection.execute(text(f"DELETE FROM {table} WHERE {column} IN {own}"))
        connection.execute(text(statement))
    assert told in {one.what for one in desk.case.verify().differences}
    if not statement.startswith("DELETE"):
        assert desk.case.repair().left == ()
        assert desk.case.claims() == shown
        assert whole(desk.case)


def test_verify_names_a_claim_that_nobody_added(desk: Desk) -> None:
    claim = desk.claim("harbour")
    with desk.case._database.writing() as connection:
        [number] = loading.claims_with(connection, [claim.id])
        as_read.keep(connection, claim.id, as_read.given(loading.claims(connection, [number])[number]))
    assert "no entry of the log says that a person added it" in {one.what for one in desk.case.verify().differences}


def test_a_claim_is_parted_and_joined_again(desk: Desk) -> None:
    before = desk.case.claims()
    both = desk.claim("harbour")
    done = desk.case.part(both.id, "the ferry is late", by="Ann")
    first, second = sorted((one for one in desk.case.claims() if one.corrected), key=lambda one: one.content)
    assert (first.content_text, second.content_text) == ("the harbour stays closed and", "the ferry is late")
    assert said_by(first) == said_by(second) == [("Officials", "person", "named")]
    assert (first.start, first.end) == (second.start, second.end)
    assert whole(desk.case)
    desk.case.join(first.id, second.id, by="Ann")
    [one] = [one for one in desk.case.claims() if one.id in (first.id, second.id)]
    assert one.content_text == both.content_text
    assert whole(desk.case)
    for _ in range(2 + len(done.entries)):
        desk.case.undo(by="Ann")
    assert desk.case.claims() == before
    for words, told in (
        ("the harbour stays closed and the ferry is late", "all the words"),
        ("Officials", "not among"),
    ):
        with pytest.raises(InvalidRequest, match=told):
            desk.case.part(both.id, words, by="Ann")
    with pytest.raises(InvalidRequest, match="one sentence"):
        desk.case.join(both.id, desk.claim("15 people").id, by="Ann")


def test_words_that_stand_in_the_frame_too_are_parted_where_they_are_claimed(desk: Desk) -> None:
    desk.put("e.txt", "outlet: Echo\nOfficials say the mayor of Torvik should say nothing.\n")
    desk.case.part(desk.claim("mayor of Torvik").id, "say", by="Ann")
    parted = {one.content_text.rstrip(".") for one in desk.case.claims() if "mayor of Torvik" in one.text}
    assert parted == {"the mayor of Torvik should … nothing", "say"}


@pytest.mark.parametrize(
    ("words", "content"),
    [
        ("erry is lat", ["ferry is late"]),
        (" ferry is late. ", ["ferry is late."]),
        ("rains. ", ["rains."]),
        ("ferry … late", ["ferry", "late"]),
    ],
)
def test_a_selection_takes_whole_words(words: str, content: list[str]) -> None:
    said = "It rains. The ferry is late."
    [found] = selecting.selection(said, words, [(0, 9)]).places
    assert found.sentence in ((0, 9), (10, 28))
    assert [said[slice(*span)] for span in found.content] == content


def test_an_article_with_many_added_claims_is_loaded_once(tmp_path: Path) -> None:
    desk = Desk(tmp_path, str(tmp_path / "claims.db"))
    assert desk.put("d.txt", DELTA).state == "added"
    for words in (FOUND, "The mayor of Delta", "the harbour stays closed"):
        desk.case.add_claim(delta(desk), words, by="Ann", why="it is one")
    article = delta(desk)
    desk.case.close()
    database = Database.open(tmp_path / "claims.db")
    asked: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _u, query, *_: asked.append(query))
    with database.reading() as connection:
        assert len(additions.of_article(connection, article)) == 3
    database.close()
    assert sum("article.text" in query for query in asked) == 1
