import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from newsroom import BRIDGE, CUP, SPAN, article, claims

from provenance.matching import ClaimIndex, index, ranking, similarity
from provenance.matching.index import article_keys, keys, score_from_overlap
from provenance.matching.postings import Postings
from provenance.matching.terms import cosine
from provenance.store import candidates, postings, writing
from provenance.store.database import Database

ALL = [claim for one in (BRIDGE, SPAN, CUP) for claim in claims(one)]


def ids(index: ClaimIndex) -> list[list[tuple[str, float]]]:
    return [[(found.claim.id, found.score) for found in index.nearest(claim)] for claim in ALL]


def test_nearest_is_of_other_articles_and_best_first() -> None:
    index = ClaimIndex(ALL)
    fell, gave_way = claims(BRIDGE)[0], claims(SPAN)[0]
    found = index.nearest(fell)
    assert found[0].claim is not None
    assert found[0].claim.id == gave_way.id
    assert found[0].score == similarity(fell, gave_way)[0]
    assert fell.article.id not in {candidate.claim.article.id for candidate in found}
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)


def test_order_and_portions_of_adding_change_nothing() -> None:
    expected = ids(ClaimIndex(ALL))
    for order in list(permutations((BRIDGE, SPAN, CUP)))[1:]:
        index = ClaimIndex()
        for one in order:
            index.add(claims(one))
            index.nearest(ALL[0])
        assert ids(index) == expected


def test_a_claim_added_twice_counts_once() -> None:
    index = ClaimIndex(ALL)
    index.add(ALL)
    assert len(index) == len(ALL)
    assert ids(index) == ids(ClaimIndex(ALL))


def test_a_query_need_not_be_in_the_index() -> None:
    found = ClaimIndex(claims(SPAN)).nearest(claims(BRIDGE)[1], limit=1)
    assert [candidate.claim.id for candidate in found] == [claims(SPAN)[1].id]
    assert ClaimIndex().nearest(ALL[0]) == []
    assert list(ClaimIndex().pairs()) == []
    with pytest.raises(ValueError, match="limit"):
        ClaimIndex().nearest(ALL[0], limit=0)


def test_pairs_are_of_two_articles_each_once() -> None:
    found = list(ClaimIndex(ALL).pairs())
    names = [frozenset((a.id, b.id)) for a, b in found]
    assert len(names) == len(set(names))
    assert all(a.article.id != b.article.id for a, b in found)
    assert frozenset((claims(BRIDGE)[0].id, claims(SPAN)[0].id)) in names
    assert not any(CUP.id in (a.article.id, b.article.id) for a, b in found)


def test_wordless_claims_do_no_harm() -> None:
    dots = claims(article("… ... 。"))
    index = ClaimIndex([*dots, *ALL])
    assert all(0 <= found.score <= 1 for claim in dots for found in index.nearest(claim))
    list(index.pairs())


def test_keys_join_to_the_overlap_that_the_index_uses() -> None:
    fell, gave_way = claims(BRIDGE)[0], claims(SPAN)[0]
    words = sum(weight * keys(gave_way).get(term, 0) for term, weight in keys(fell).items())
    story = sum(weight * article_keys(SPAN).get(term, 0) for term, weight in article_keys(BRIDGE).items())
    assert 0 < words < 1
    assert 0 < story < 1
    assert 0 < score_from_overlap(words, story) < 1
    assert list(keys(fell).values()) == sorted(keys(fell).values(), reverse=True)


def chance_documents(count: int) -> list[dict[str, float]]:
    chance = random.Random(5)
    return [{f"t{chance.randrange(40)}": chance.random() for _ in range(8)} for _ in range(count)]


def test_looking_up_many_finds_what_single_lookups_find() -> None:
    documents, postings = chance_documents(120), Postings(budget=60)
    for document in documents:
        postings.add(document)
    joined = np.zeros((120, 120))
    queries, others, weights = postings.sharing(documents)
    joined[queries, others] = weights
    assert 0 < np.count_nonzero(joined) < 120 * 120
    for number, document in enumerate(documents):
        np.testing.assert_allclose(joined[number], postings.overlap(document), rtol=1e-5)


def test_within_some_documents_every_term_counts() -> None:
    documents, postings = chance_documents(50), Postings(budget=1)
    for document in documents:
        postings.add(document)
    chosen = np.array([3, 4, 17, 49])
    queries = [documents[7], {"never seen": 1.0}, documents[3]]
    expected = [
        [sum(weight * documents[other].get(term, 0) for term, weight in query.items()) for other in chosen]
        for query in queries
    ]
    np.testing.assert_allclose(postings.within(queries, chosen), expected, rtol=1e-5)


def test_claims_of_common_words_are_found_within_their_story(monkeypatch: pytest.MonkeyPatch) -> None:
    everywhere = ClaimIndex(ALL)
    expected = {frozenset((a.id, b.id)) for a, b in everywhere.pairs()}
    for name in ("CLAIM_BUDGET", "PAIR_BUDGET"):
        monkeypatch.setattr(index, name, 0)
    in_story = ClaimIndex(ALL)
    assert frozenset((claims(BRIDGE)[0].id, claims(SPAN)[0].id)) in expected
    assert {frozenset((a.id, b.id)) for a, b in in_story.pairs()} == expected


def test_copies_crowd_nothing_out() -> None:
    copies = [article(BRIDGE.text, f"Paper {number}") for number in range(40)]
    index = ClaimIndex(claim for one in (SPAN, *copies) for claim in claims(one))
    fell = claims(copies[0])[0].id
    found = {frozenset((a.id, b.id)) for a, b in index.pairs(limit=5)}
    assert {frozenset((fell, claims(copy)[0].id)) for copy in copies[1:]} <= found
    assert frozenset((fell, claims(SPAN)[0].id)) in found


def test_claims_of_common_words_are_found_in_all_copies_of_a_story(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CLAIM_BUDGET", "PAIR_BUDGET"):
        monkeypatch.setattr(index, name, 0)
    copies = [article(BRIDGE.text, f"Paper {number}") for number in range(ranking.STORY + 10)]
    copies = [replace(one, text=one.text + f" Ludlow {number}.") for number, one in enumerate(copies)]
    fell = claims(copies[0])[0]
    found = {frozenset((a.id, b.id)) for a, b in ClaimIndex(c for one in copies for c in claims(one)).pairs()}
    assert {frozenset((fell.id, claims(copy)[0].id)) for copy in copies[1:]} <= found


def test_a_claim_has_a_bounded_number_of_candidates() -> None:
    copies = [article("Valletta won the cup.", f"Paper {number}") for number in range(2 * index.MOST)]
    found = list(ClaimIndex(claim for one in copies for claim in claims(one)).pairs())
    assert len(found) <= len(copies) * index.MOST


def ids_of_sharing(terms: Mapping[str, float]) -> set[str]:
    """The claims that share any of some terms; the store adds those of the same story that share none."""
    return {claim.id for claim in ALL if keys(claim).keys() & terms.keys()}


def test_claims_of_common_words_are_found_by_pairs_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "ARTICLE_BUDGET", 0)
    draw = random.Random(3)
    nouns = [
        first + last
        for first in ("bal", "dor", "fim", "gup", "kep", "lon")
        for last in ("ma", "ti", "ro", "ku", "va", "zo")
    ]
    texts = [f"The {' '.join(draw.sample(nouns, 5))} report was read." for _ in range(400)]
    own = [claims(article(text, f"Paper {number}")) for number, text in enumerate(texts)]
    monkeypatch.setattr(index, "CLAIM_BUDGET", 30)
    found = ClaimIndex(claim for each in own for claim in each)
    for [claim], text in zip(own[:20], texts, strict=False):
        words = text.split()
        [again] = claims(article(" ".join([*words[:2], *words[3:]]), "Another Paper"))
        assert claim.id in {candidate.claim.id for candidate in found.nearest(again, limit=9)}
    monkeypatch.setattr(index, "PAIR_BUDGET", 0)
    assert not ClaimIndex(claim for each in own for claim in each).nearest(own[0][0]), "each word is common"


@pytest.mark.parametrize("paired", [index.PAIR_BUDGET, 3, 0])
@pytest.mark.parametrize("budget", [index.CLAIM_BUDGET, 3, 0])
def test_the_store_finds_what_the_index_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, budget: int, paired: int
) -> None:
    monkeypatch.setattr(ranking, "STORY", 1)
    for module in (candidates, index):
        monkeypatch.setattr(module, "PAIR_BUDGET", paired)
    monkeypatch.setattr(index, "CLAIM_BUDGET", budget)
    inside, database = ClaimIndex(ALL), Database.open(tmp_path / "claims.db")
    with database.writing() as connection:
        stored: dict[str, tuple[int, dict[int, str]]] = {}
        for one in (BRIDGE, SPAN, CUP):
            number, numbers = writing.add_article(connection, one, claims(one))
            writing.list_article(connection, number, current=True)
            terms = {at: keys(claim) for at, claim in zip(numbers, claims(one), strict=True)}
            postings.add_keys(connection, number, article_keys(one), terms)
            ids_by_number = {at: claim.id for at, claim in zip(numbers, claims(one), strict=True)}
            stored[one.id] = number, ids_by_number
        every = {at: name for _, ids_by_number in stored.values() for at, name in ids_by_number.items()}
        compared = 0
        for one in (BRIDGE, SPAN, CUP):
            number, mine = stored[one.id]
            terms = {at: keys(claim) for at, claim in zip(mine, claims(one), strict=True)}
            near = candidates.nearest(
                connection, number, article_keys(one), terms, score=score_from_overlap, limit=50, budget=budget
            )
            for (at, found), claim in zip(near.items(), claims(one), strict=True):
                sharing = {name for name in ids_of_sharing(terms[at]) if name in {every[other] for other in found}}
                expected = {c.claim.id for c in inside.nearest(claim) if keys(c.claim).keys() & terms[at].keys()}
                assert sharing == expected
                compared += len(found)
            fewest = candidates.nearest(
                connection, number, article_keys(one), terms, score=score_from_overlap, limit=1, budget=budget
            )
            for at, found in fewest.items():
                assert found == near[at][: len(found)]
                assert len(found) == 1 or len(found) == sum(near_enough(every[at], every[other]) for other in near[at])
        assert compared > 0
    database.close()


def test_in_the_store_copies_leave_room_for_others(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "claims.db")
    printed = [article(BRIDGE.text, f"Paper {number}") for number in range(12)]
    with database.writing() as connection:
        said: dict[int, str] = {}
        for one in (*printed, SPAN, CUP):
            number, numbers = writing.add_article(connection, one, claims(one))
            terms = {at: keys(claim) for at, claim in zip(numbers, claims(one), strict=True)}
            postings.add_keys(connection, number, article_keys(one), terms)
            said |= dict(zip(numbers, (claim.text for claim in claims(one)), strict=True))
        number, numbers = writing.add_article(connection, BRIDGE, claims(BRIDGE))
        fell = {numbers[0]: keys(claims(BRIDGE)[0])}
        [found] = candidates.nearest(
            connection, number, article_keys(BRIDGE), fell, score=score_from_overlap, limit=4
        ).values()
    database.close()
    assert [said[other] for other in found].count(claims(BRIDGE)[0].text) == 4
    assert claims(SPAN)[0].text in {said[other] for other in found}


def near_enough(one: str, other: str) -> bool:
    """Whether two claims, by id, are candidates of each other however many are nearer."""
    a, b = (next(claim for claim in ALL if claim.id == name) for name in (one, other))
    story = cosine(article_keys(a.article), article_keys(b.article))
    return score_from_overlap(cosine(keys(a), keys(b)), story) >= index.NEAR
