"""The desk: what is in, what needs a person first, and what is new."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from workbench import case_of, opened, post, token

from provenance.model import Relation
from provenance.store import tables
from provenance.store.database import Database


def main(page: str) -> str:
    """The words between the header and the footer, without markup."""
    inside = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", inside).split())


def test_an_empty_casefile_greets_with_how_to_begin(tmp_path: Path) -> None:
    with opened(tmp_path, []) as client:
        page = client.get("/").text
        assert "This casefile is empty" in page
        assert 'href="/add"' in page


def test_the_desk_counts_what_is_in_and_leads_there(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        counts = case_of(client).desk().counts
        page = client.get("/").text
        words = main(page)
        assert f"{counts.articles} articles {counts.claims} claims {counts.sources} sources" in words
        for address in re.findall(r'<li><a href="([^"]+)"><strong>', page):
            assert client.get(address).status_code in (200, 404)  # 404: a page that others make


def test_open_conflicts_stand_with_both_passages_and_the_words_that_clash(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        [first, *_] = case_of(client).desk().open_conflicts
        page = client.get("/").text
        assert f'href="/links/{first.id}"' in page
        for reason in first.reasons[:1]:
            assert f'<mark class="clash">{reason.a_text}</mark>' in page
            assert f'<mark class="clash">{reason.b_text}</mark>' in page
        assert first.a.statement.text.split(" ", 1)[0] in main(page)


def test_a_decided_conflict_leaves_the_desk(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        conflicts = case_of(client).links(relation=Relation.CONFLICTS)
        for link in conflicts:
            assert f"/links/{link.id}" in client.get("/").text
            post(client, "/decide", target=link.id, verdict="reject", why="looked at both")
            assert f"/links/{link.id}" not in client.get("/").text
        assert "No conflict waits for a decision." in client.get("/").text


def test_what_another_version_read_is_read_anew_from_the_desk(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        database = Database.open(tmp_path / "claims.db")
        with database.writing() as connection:
            connection.execute(update(tables.article).values(read_by="0.0.1"))
        database.close()
        claims = [one.id for one in case_of(client).claims()]
        assert "2 articles were read by another version of the program." in main(client.get("/").text)
        address = client.post("/reread", data={"csrf": token(client)}, follow_redirects=False).headers["location"]
        deadline = time.monotonic() + 120
        while "What was added" not in (page := client.get(address).text) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert "2 read anew" in main(page)
        assert "another version" not in main(client.get("/").text)
        assert [one.id for one in case_of(client).claims()] == claims
        assert client.post("/reread", data={}).status_code == 403, "only from a page of our own"


def test_claims_of_weight_on_one_origin_are_listed(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        single = case_of(client).desk().single_origin
        assert single
        page = client.get("/").text
        assert all(f'href="/claims/{claim.id}"' in page for claim in single[:5])


def test_after_a_visit_only_what_came_since_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(tmp_path) as client:
        assert "Your first visit" in client.get("/").text
        assert "Your first visit" in client.get("/").text, "the same visit goes on"
        late = datetime.now(UTC) + timedelta(hours=2)

        class Clock(datetime):
            @classmethod
            def now(cls, tz=None):
                return late

        monkeypatch.setattr("provenance.workbench.visitor.datetime", Clock)
        words = main(client.get("/").text)
        assert "Since your last visit on" in words
        assert "No new articles." in words
