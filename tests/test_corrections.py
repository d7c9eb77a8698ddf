"""A person's word in the place of what the program read: it counts at once, everywhere, and can be taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from casefile_steps import PlainSteps
from sqlalchemy import text
from test_casefile import ALPHA, BETA, GAMMA, Desk, stocked

from provenance.casefile import Casefile
from provenance.correction import ClaimChange, Scope, SourceChange
from provenance.errors import InvalidRequest, NotFound
from provenance.model import Kind, Level, Naming, Polarity, ReasonKind, Relation, Stance, Status
from provenance.records import ClaimRecord, Filter

DELTA = """outlet: Delta
Officials say the harbour stays closed.
Officials say the ferry is late.
"""


@pytest.fixture
def desk(tmp_path: Path, place: str) -> Iterator[Desk]:
    with stocked(tmp_path, place, ALPHA, BETA, GAMMA, DELTA) as made:
        yield made


def said_by(claim: ClaimRecord) -> list[tuple[str, str, str]]:
    return [(hop.label, str(hop.kind), str(hop.naming)) for hop in claim.attribution]


def whole(case: Casefile) -> bool:
    found = case.verify()
    assert (found.differences, found.remarks) == ((), ())
    return True


def test_a_source_is_corrected_for_one_claim(desk: Desk) -> None:
    before = desk.claim("12 people")
    change = SourceChange(name="  Port  Office ", kind=Kind.OFFICIAL, naming=Naming.NAMED)
    done = desk.case.correct_source(before.id[:8], change, by="Ann", why="read the original")
    after = desk.claim("12 people")
    assert said_by(after) == [("Port Office", "official", "named")]
    assert (after.attribution[0].holder, after.attribution[0].start) == ("Officials", before.attribution[0].start)
    assert [(one.field, one.by, one.entry) for one in after.corrected] == [("source", "Ann", done.entries[0].number)]
    assert done.claims == 1
    assert after.confidence != before.confidence
    assert said_by(desk.claim("15 people")) == said_by(before), "another claim keeps its source"
    assert desk.case.claims(where=Filter(source="port office")) == [after]
    assert desk.case.claims(where=Filter(kinds=frozenset({Kind.OFFICIAL}), source="Port office")) == [after]
    assert desk.case.source("Port Office").source.kind is Kind.OFFICIAL
    assert whole(desk.case)
    desk.case.undo(by="Ann", why="was right")
    assert desk.claim("12 people") == before
    assert whole(desk.case)


@pytest.mark.parametrize(
    ("scope", "outlets", "claims"), [(Scope.ARTICLE, {"Delta"}, 2), (Scope.CASEFILE, {"Alpha", "Beta", "Delta"}, 4)]
)
def test_a_source_is_corrected_wherever_it_speaks(desk: Desk, scope: Scope, outlets: set[str], claims: int) -> None:
    before = desk.case.claims()
    done = desk.case.correct_source(desk.claim("ferry").id, SourceChange(kind=Kind.WITNESS), by="Ann", scope=scope)
    assert done.claims == claims
    told = [one for one in desk.case.claims() if one.corrected]
    assert {one.outlet for one in told} == outlets
    assert all(said_by(one) == [("Officials", "witness", "named")] for one in told)
    assert len(told) == claims
    assert whole(desk.case)
    desk.case.undo(by="Ann", why="no")
    assert desk.case.claims() == before
    assert whole(desk.case)


def test_the_nearer_word_wins_and_traits_stand_by_themselves(desk: Desk) -> None:
    ferry, harbour = desk.claim("ferry").id, desk.claim("harbour").id
    desk.case.correct_everywhere("OFFICIALS", SourceChange(kind=Kind.WITNESS, naming=Naming.ROLE), by="Ann")
    desk.case.correct_source(ferry, SourceChange(kind=Kind.EXPERT), by="Ben", scope=Scope.ARTICLE)
    assert said_by(desk.claim("harbour")) == [("Officials", "expert", "role")]
    assert said_by(desk.claim("12 people")) == [("Officials", "witness", "role")]
    desk.case.correct_source(harbour, SourceChange(kind=Kind.PERSON, name="Ann Reed"), by="Cid")
    assert said_by(desk.claim("harbour")) == [("Ann Reed", "person", "role")]
    assert said_by(desk.claim("ferry")) == [("Officials", "expert", "role")]
    assert {one.by for one in desk.claim("ferry").corrected} == {"Ann", "Ben"}
    with pytest.raises(InvalidRequest, match="this claim alone"):
        desk.case.correct_source(harbour, SourceChange(kind=Kind.MEDIA), by="Cid", scope=Scope.ARTICLE)
    assert whole(desk.case)


def test_who_was_renamed_is_corrected_by_the_new_name(desk: Desk) -> None:
    desk.case.correct_everywhere("Officials", SourceChange(name="Ann Reed"), by="Ann")
    assert {one.source for one in desk.case.sources()} >= {"Ann Reed"}
    assert desk.case.source("Ann Reed").source.claims == 5
    desk.case.correct_everywhere("Ann Reed", SourceChange(kind=Kind.EXPERT), by="Ann")
    told = desk.case.claims(where=Filter(source="Ann Reed"))
    assert [said_by(one) for one in told] == [[("Ann Reed", "expert", "named")]] * 5
    assert whole(desk.case)


def test_sources_are_added_and_taken_away(desk: Desk) -> None:
    claim = desk.claim("river")
    assert claim.attribution == ()
    desk.case.correct_source(claim.id, SourceChange(name="Mayor Bo", kind=Kind.OFFICIAL), by="Ann")
    assert said_by(desk.claim("river")) == [("Mayor Bo", "official", "named")]
    desk.case.correct_source(claim.id, SourceChange(name="a letter", kind=Kind.DOCUMENT), by="Ann", step=2)
    assert [hop.label for hop in desk.claim("river").attribution] == ["Mayor Bo", "a letter"]
    desk.case.give_to_article(claim.id, by="Ann")
    assert desk.claim("river").attribution == ()
    assert whole(desk.case)
    desk.case.undo(by="Ann", why="no")
    assert [hop.label for hop in desk.claim("river").attribution] == ["Mayor Bo", "a letter"]


def test_origins_follow_who_speaks(tmp_path: Path) -> None:
    """The installed matching counts two outlets that cite one person by name as one origin."""
    texts = {
        "a.txt": "The bridge at Lenn will open in May after years of repairs, Ada Quill said on Monday.\n",
        "b.txt": "Bo Marsh told reporters: the Lenn bridge will open in May, once its repairs are done.\n",
    }
    for name, words in texts.items():
        (tmp_path / name).write_text(words, encoding="utf-8")
    with Casefile.open(tmp_path / "claims.db") as case:
        case.ingest([tmp_path])
        first, second = case.claims()
        assert (first.corroborating, first.origins.low) == (1, 2)
        name = first.attribution[0].label
        case.correct_source(second.id, SourceChange(name=name), by="Ann")
        after = case.claims()
        assert [one.origins.low for one in after] == [1, 1]
        assert after[0].confidence < first.confidence
        assert whole(case)


@pytest.mark.parametrize(
    ("change", "step", "by", "told"),
    [
        (SourceChange(name=" "), 1, "Ann", "is no name"),
        (SourceChange(name="x" * 201), 1, "Ann", "is no name"),
        (SourceChange(name="a\u202eb"), 1, "Ann", "is no name"),
        (SourceChange(kind=Kind.MEDIA), 1, " ", "needs a name"),
        (SourceChange(kind=Kind.MEDIA), 3, "Ann", "has 1 sources"),
        (SourceChange(kind=Kind.MEDIA), 2, "Ann", "needs a name"),
        (SourceChange(), 1, "Ann", "nothing would change"),
        (SourceChange(name="Officials", kind=Kind.PERSON), 1, "Ann", "nothing would change"),
    ],
)
def test_what_is_no_correction_is_refused(desk: Desk, change: SourceChange, step: int, by: str, told: str) -> None:
    entries = len(desk.case.log())
    with pytest.raises(InvalidRequest, match=told):
        desk.case.correct_source(desk.claim("ferry").id, change, by=by, step=step)
    with pytest.raises(NotFound):
        desk.case.correct_everywhere("Nobody at all", SourceChange(kind=Kind.MEDIA), by="Ann")
    assert len(desk.case.log()) == entries


def test_new_articles_and_versions_hear_what_was_said_before(desk: Desk) -> None:
    desk.case.correct_everywhere("Officials", SourceChange(kind=Kind.WITNESS), by="Ann")
    desk.case.correct_source(desk.claim("ferry").id, SourceChange(naming=Naming.ROLE), by="Ann", scope=Scope.ARTICLE)
    desk.case.correct_source(desk.claim("harbour").id, SourceChange(name="Bo Marsh"), by="Ann")
    assert desk.put("e.txt", "outlet: Epsilon\nOfficials say the well is dry.\n").state == "added"
    assert said_by(desk.claim("well")) == [("Officials", "witness", "named")]
    assert desk.put("d.txt", DELTA.replace("outlet: Delta\n", "outlet: Delta\nSnow fell.\n")).state == "new-version"
    assert said_by(desk.claim("harbour")) == [("Bo Marsh", "witness", "role")]
    assert said_by(desk.claim("ferry")) == [("Officials", "witness", "role")]
    assert whole(desk.case)


def test_copy_and_merge_keep_corrections_and_contradictions(tmp_path: Path, desk: Desk) -> None:
    ferry = desk.claim("ferry").id
    with Casefile.open(tmp_path / "other.db", steps=PlainSteps()) as other:
        other.merge(desk.case.name) if "://" not in desk.case.name else other.ingest([desk.folder])
        desk.case.correct_source(ferry, SourceChange(kind=Kind.WITNESS), by="Ann")
        other.correct_source(ferry, SourceChange(kind=Kind.MEDIA), by="Ben", why="is a paper")
        desk.case.merge(tmp_path / "other.db")
        claim = desk.claim("ferry")
        assert said_by(claim) == [("Officials", "person", "named")], "none of both counts"
        assert claim.corrected == ()
        [found] = desk.case.contradictions(ferry)
        assert (found.what, found.target) == ("correction", ferry)
        assert [side.by for side in found.sides] == ["Ann", "Ben"]
        assert whole(desk.case)
        desk.case.correct_source(ferry, SourceChange(kind=Kind.EXPERT), by="Cid")
        assert desk.case.contradictions() == []
        assert said_by(desk.claim("ferry")) == [("Officials", "expert", "named")]
    desk.case.copy(tmp_path / "copy.db")
    with Casefile.open(tmp_path / "copy.db", create=False, steps=PlainSteps()) as copy:
        assert copy.claims() == desk.case.claims()
        assert whole(copy)
        with Casefile.open(tmp_path / "new.db", steps=PlainSteps()) as new:
            new.merge(tmp_path / "copy.db")
            assert [said_by(one) for one in new.claims()] == [said_by(one) for one in copy.claims()]
            assert whole(new)


def test_how_it_is_put_is_corrected_and_compared_anew(desk: Desk) -> None:
    before = desk.claim("12 people")
    assert before.conflicting == 1
    change = ClaimChange(level=Level.PROBABLE, stance=Stance.WITHHOLDS, status=Status.PLANNED, polarity=Polarity.DENIED)
    done = desk.case.correct(before.id, change, by="Ann", why="read it again")
    after = desk.claim("12 people")
    assert (after.level, after.stance, after.status, after.polarity) == ("probable", "withholds", "planned", "denied")
    assert (
        {one.field for one in after.corrected}
        == {"level", "stance", "status", "polarity"}
        == {one.value for one in done.entries}
    )
    assert desk.case.claims(where=Filter(stances=frozenset({Stance.WITHHOLDS}))) == [after]
    assert after.confidence != before.confidence
    assert whole(desk.case)
    with pytest.raises(InvalidRequest, match="nothing would change"):
        desk.case.correct(before.id, ClaimChange(level=Level.PROBABLE), by="Ann")
    for _ in range(4):
        desk.case.undo(by="Ann")
    assert desk.claim("12 people") == before
    assert whole(desk.case)


def test_what_is_claimed_is_corrected_and_finds_other_claims(desk: Desk) -> None:
    before = desk.claim("ferry")
    assert desk.put("e.txt", "outlet: Eta\nThe ferry is new red tall.\n").state == "added"
    assert desk.claim("tall").corroborating == 0
    desk.case.correct(before.id, ClaimChange(content="the ferry is"), by="Ann")
    after = desk.claim("late")
    assert (after.content_text, after.statement.text, after.corroborating) == ("the ferry is", "the ferry is", 1)
    assert desk.claim("tall").corroborating == 1
    assert whole(desk.case)
    desk.case.undo(by="Ann")
    assert desk.claim("late") == before
    assert desk.claim("tall").corroborating == 0
    assert whole(desk.case)


@pytest.mark.parametrize(
    ("said", "statement", "inserted"),
    [
        ("the ferry is late.", "the ferry is late.", []),
        ("the ferry to Riga is late", "the ferry [to Riga] is late", ["[to Riga]"]),
        ("[The night] ferry is very late.", "[The night] ferry is [very] late.", ["[The night]", "[very]"]),
        ("Nothing at all.", "[Nothing at all].", ["[Nothing at all]"]),
    ],
)
def test_a_statement_in_own_words_marks_what_the_article_does_not_say(
    desk: Desk, said: str, statement: str, inserted: list[str]
) -> None:
    desk.case.correct(desk.claim("ferry").id, ClaimChange(statement=said), by="Ann")
    after = desk.claim("ferry")
    assert after.statement.text == statement
    assert [after.statement.text[slice(*one)] for one in after.statement.inserted] == inserted
    assert whole(desk.case)


@pytest.mark.parametrize("content", ["late … the ferry", "the harbour", "…", "", "the ferry … "])
def test_words_that_do_not_stand_in_the_sentence_are_refused(desk: Desk, content: str) -> None:
    entries = len(desk.case.log())
    with pytest.raises(InvalidRequest, match="does not stand in the sentence"):
        desk.case.correct(desk.claim("ferry").id, ClaimChange(content=content), by="Ann")
    with pytest.raises(InvalidRequest, match="one sentence"):
        desk.case.correct(desk.claim("ferry").id, ClaimChange(statement=" . "), by="Ann")
    assert len(desk.case.log()) == entries


def test_what_is_no_claim_is_neither_listed_nor_counted_nor_compared(desk: Desk) -> None:
    every, fallen = desk.case.claims(order="date", limit=50), desk.claim("Turkish media")
    assert fallen.corroborating == 2
    desk.case.withdraw(fallen.id, by="Ann", why="a caption")
    assert [one.id for one in desk.case.claims(order="date", limit=50)] == [
        one.id for one in every if one.id != fallen.id
    ]
    assert desk.case.count_claims() == len(every) - 1
    assert desk.claim("Minister").corroborating == 1
    assert [one.claims for one in desk.case.articles()] == [3, 1, 1, 2]
    assert desk.case.show(fallen.id).claim.corrected[0].field == "claim"
    assert whole(desk.case)
    with pytest.raises(InvalidRequest, match="nothing would change"):
        desk.case.withdraw(fallen.id, by="Ben")
    assert desk.put("e.txt", "outlet: Eta\nBo Reed says the old bridge fell on Monday.\n").state == "added"
    assert desk.claim("Bo Reed").corroborating == 2, "what is no claim finds no company"
    assert desk.put("b.txt", BETA + "Snow fell.\n").state == "new-version"
    assert all("Turkish media" not in one.text for one in desk.case.claims()), "in the next version as well"
    assert whole(desk.case)
    with Casefile.open(desk.folder.parent / "merged.db", steps=PlainSteps()) as merged:
        desk.case.copy(desk.folder.parent / "copy.db")
        merged.merge(desk.folder.parent / "copy.db")
        assert {one.id for one in merged.claims()} == {one.id for one in desk.case.claims()}
        assert whole(merged)
    [entry] = [one for one in desk.case.log() if one.event == "correction"][-1:]
    desk.case.undo(by="Ann", entry=entry.number)
    assert desk.claim("Turkish media").corroborating == 3
    assert whole(desk.case)


def test_repair_makes_corrected_claims_anew(desk: Desk) -> None:
    desk.case.withdraw(desk.claim("Turkish media").id, by="Ann")
    desk.case.correct(desk.claim("ferry").id, ClaimChange(level=Level.POSSIBLE, content="ferry is late"), by="Ann")
    shown = desk.case.claims()
    database = desk.case._database
    with database.writing() as connection:
        connection.execute(text("UPDATE claim SET level = 'certain', current = true WHERE corrected IS NOT NULL"))
        connection.execute(text("INSERT INTO reading (target, row) SELECT 'x' || target, row FROM reading"))
    assert any("people corrected" in one.what for one in desk.case.verify().differences)
    assert desk.case.repair().left == ()
    assert desk.case.claims() == shown
    assert whole(desk.case)


def test_a_person_links_what_the_program_did_not(desk: Desk) -> None:
    ferry, people = desk.claim("ferry"), desk.claim("12 people")
    links = len(desk.case.links())
    desk.case.relate(ferry.id, people.id, Relation.CONFLICTS, reason=ReasonKind.PLACE, by="Ann", why="another harbour")
    [made] = [one for one in desk.case.links() if one.corrected]
    assert (made.relation, {made.a.id, made.b.id}) == ("conflicts", {ferry.id, people.id})
    assert [(one.kind, one.a_text) for one in made.reasons] == [("place", made.a.content_text)]
    assert [(one.field, one.by) for one in made.corrected] == [("relation", "Ann")]
    assert (desk.claim("ferry").conflicting, desk.claim("12 people").conflicting) == (1, 2)
    assert desk.claim("ferry").confidence < ferry.confidence
    assert whole(desk.case)
    desk.case.relate(people.id, ferry.id, Relation.CORROBORATES, by="Ann")
    assert (desk.claim("ferry").conflicting, desk.claim("ferry").corroborating) == (0, 1)
    assert whole(desk.case)
    desk.case.copy(desk.folder.parent / "copy.db")
    with Casefile.open(desk.folder.parent / "merged.db", steps=PlainSteps()) as merged:
        merged.merge(desk.folder.parent / "copy.db")
        assert [one.relation for one in merged.links() if one.corrected] == ["corroborates"]
        assert whole(merged)
    desk.case.undo(by="Ann")
    assert desk.claim("ferry").conflicting == 1
    desk.case.undo(by="Ann")
    assert len(desk.case.links()) == links
    assert (desk.claim("ferry"), desk.claim("12 people")) == (ferry, people)
    assert whole(desk.case)


def test_a_link_is_set_otherwise_and_a_claim_leaves_its_group(desk: Desk) -> None:
    [clash] = desk.case.links(relation="conflicts")
    desk.case.relate(clash.a.id, clash.b.id, Relation.UPDATES, by="Ann", reason=ReasonKind.NUMBER)
    assert desk.case.link(clash.id).relation == "updates"
    assert whole(desk.case)
    before, fallen = desk.case.claims(), desk.claim("Turkish media")
    assert len(desk.case.groups()[0].claims) == 3
    done = desk.case.leave_group(fallen.id, by="Ann", why="another bridge")
    assert len(done.entries) == 2
    assert [one.id for one in desk.case.groups()[0].claims if one.id == fallen.id] == []
    assert (desk.claim("Turkish media").corroborating, desk.claim("Minister").corroborating) == (0, 1)
    assert whole(desk.case)
    with pytest.raises(InvalidRequest, match="nothing would change"):
        desk.case.leave_group(fallen.id, by="Ann")
    for _ in done.entries:
        desk.case.undo(by="Ann")
    assert desk.case.claims() == before
    assert whole(desk.case)


def test_links_of_one_article_and_said_already_are_refused(desk: Desk) -> None:
    ferry, harbour, people = desk.claim("ferry").id, desk.claim("harbour").id, desk.claim("12 people").id
    for other in (ferry, harbour):
        with pytest.raises(InvalidRequest, match="one article"):
            desk.case.relate(ferry, other, Relation.CONFLICTS, by="Ann")
    desk.case.relate(ferry, people, Relation.CONFLICTS, by="Ann")
    with pytest.raises(InvalidRequest, match="nothing would change"):
        desk.case.relate(people, ferry, Relation.CONFLICTS, by="Ben")
    desk.case.correct(ferry, ClaimChange(content="the ferry"), by="Ann")
    assert desk.claim("ferry").conflicting == 1, "what a person linked stays when a claim is compared anew"
    assert whole(desk.case)


def test_links_that_people_set_follow_to_what_is_read_anew_and_to_new_versions(desk: Desk) -> None:
    ferry, people = desk.claim("ferry"), desk.claim("12 people")
    desk.case.relate(ferry.id, people.id, Relation.CONFLICTS, by="Ann")
    [clash] = [one for one in desk.case.links(relation="conflicts") if not one.corrected]
    desk.case.relate(clash.a.id, clash.b.id, Relation.RELATED, by="Ann")
    desk.case.correct(ferry.id, ClaimChange(level=Level.POSSIBLE), by="Ann")
    shown = desk.case.links(), desk.case.claims()
    with desk.case._database.writing() as connection:
        connection.execute(text("UPDATE article SET read_by = NULL"))
    assert {one.lost for one in desk.case.reread().outcomes} == {()}
    assert (desk.case.links(), desk.case.claims()) == shown
    assert whole(desk.case)
    assert desk.put("d.txt", DELTA.replace("outlet: Delta\n", "outlet: Delta\nSnow fell.\n")).state == "new-version"
    assert desk.put("b.txt", BETA + "Snow fell.\n").state == "new-version"
    [made] = [one for one in desk.case.links() if one.corrected]
    assert {made.a.id, made.b.id} == {desk.claim("ferry").id, people.id}
    assert made.relation == "conflicts"
    assert desk.claim("15 people").conflicting == 0
    assert desk.claim("ferry").level == "possible"
    assert whole(desk.case)
    desk.case.undo(by="Ann", entry=max(entry for one in [made] for _, _, _, entry in one.corrected))
    assert [one for one in desk.case.links() if one.corrected] == []
    assert whole(desk.case)


def test_corrections_are_labelled_examples(desk: Desk) -> None:
    assert desk.case.labels() == []
    ferry, people = desk.claim("ferry"), desk.claim("12 people")
    desk.case.correct_source(ferry.id, SourceChange(name="Bo Marsh", kind=Kind.EXPERT), by="Ann")
    desk.case.withdraw(desk.claim("harbour").id, by="Ann")
    desk.case.relate(ferry.id, people.id, Relation.CONFLICTS, reason=ReasonKind.PLACE, by="Ann")
    article, link = desk.case.labels()
    assert (article["doc"], article["text"][ferry.start : ferry.end]) == (ferry.article, ferry.text)
    harbour, late = article["sentences"]
    assert (harbour["content"], harbour["chain"]) == ([], [])
    [hop] = late["chain"]
    assert (hop["holder"], hop["resolved"], hop["kind"], late["level"]) == (
        "Officials",
        "Bo Marsh",
        "expert",
        "certain",
    )
    assert [article["text"][slice(*span)] for span in late["content"]] == ["the ferry is late"]
    assert (link["label"], link["reason"]) == ("conflicts", "place")
    assert {link["a"]["text"], link["b"]["text"]} == {ferry.text, people.text}
    assert json.loads(json.dumps(article)) == article
    for _ in range(3):
        desk.case.undo(by="Ann")
    assert desk.case.labels() == []


def test_what_is_no_claim_is_not_compared_when_its_article_is_set_right(desk: Desk) -> None:
    fallen = desk.claim("Turkish media")
    desk.case.withdraw(fallen.id, by="Ann")
    before = {link.id for link in desk.case.links()}
    desk.case.describe(fallen.article, ["published_on=2026-01-09"], by="Ann")
    assert {link.id for link in desk.case.links()} == before
    assert whole(desk.case)


def test_corrections_that_meet_nothing_any_more_are_told(desk: Desk) -> None:
    def idle() -> list[str]:
        return [one.value for one in desk.case.findings() if one.name == "corrections"]

    [gamma] = [one for one in desk.case.articles() if one.outlet == "Gamma"]
    alone = desk.claim("Ann Reed says").id
    everywhere = desk.case.correct_everywhere("Ann Reed", SourceChange(kind=Kind.EXPERT), by="Ann")
    change = SourceChange(naming=Naming.ROLE)
    here = desk.case.correct_source(alone, change, by="Ben", scope=Scope.ARTICLE)
    own = desk.case.correct(alone, ClaimChange(level=Level.PROBABLE), by="Cid")
    desk.case.correct_everywhere("Officials", SourceChange(kind=Kind.EXPERT), by="Ann")
    assert idle() == []
    desk.case.remove(gamma.id, by="Ann")
    numbers = [done.entries[0].number for done in (everywhere, here, own)]
    assert [value.partition(",")[0] for value in idle()] == [f"entry {number}" for number in numbers]
    assert "Ann Reed" in idle()[0]
    assert "kind: expert" in idle()[0]
    desk.put("c.txt", GAMMA)
    assert idle() == [], "they count again with what they are about"
    desk.case.withdraw(desk.claim("Ann Reed says").id, by="Ann")
    assert idle() == []


def test_two_people_correct_one_claim_at_once_and_nothing_is_lost(desk: Desk) -> None:
    ferry = desk.claim("ferry")
    seen = desk.case.seen()
    desk.case.correct(ferry.id, ClaimChange(level=Level.PROBABLE), by="Ann", seen=seen)
    desk.case.correct(ferry.id, ClaimChange(stance=Stance.WITHHOLDS), by="Ben", seen=seen)
    now = desk.claim("ferry")
    assert (now.level, now.stance) == ("probable", "withholds"), "what is no contradiction counts"
    desk.case.correct(ferry.id, ClaimChange(level=Level.POSSIBLE), by="Cid", seen=seen)
    [found] = desk.case.contradictions(ferry.id)
    assert [(side.by, side.value) for side in found.sides] == [("Ann", "level: probable"), ("Cid", "level: possible")]
    assert desk.claim("ferry").level == ferry.level, "none of both counts"
    assert whole(desk.case)
    desk.case.correct(ferry.id, ClaimChange(level=Level.POSSIBLE), by="Ann")
    assert desk.claim("ferry").level == "possible"
    assert desk.case.contradictions() == []
    assert whole(desk.case)
