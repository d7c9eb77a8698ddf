"""The report page: every format as a file, previews that can do nothing, and verification of an old report."""

from __future__ import annotations

import asyncio
import html
import json
from pathlib import Path
from tempfile import SpooledTemporaryFile

import pytest
from starlette.requests import ClientDisconnect
from workbench import case_of, opened, token

from provenance.reports import FORMATS
from provenance.workbench.addresses import LONGEST_INTRODUCTION
from provenance.workbench.files import Sent
from provenance.workbench.pages import report
from provenance.workbench.pages.claims import ORDERS


def test_each_format_is_offered_with_what_it_is_for(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        page = client.get("/report").text
    assert set(report.PURPOSES) == set(FORMATS)
    for name, purpose in report.PURPOSES.items():
        assert f'name="format" value="{name}"' in page
        assert purpose in page


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_comes_as_a_file_of_its_kind(tmp_path: Path, name: str) -> None:
    with opened(tmp_path) as client:
        answer = client.get(f"/report/file/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == FORMATS[name].media_type
        assert answer.headers["content-disposition"] == f'attachment; filename="claims{FORMATS[name].suffix}"'
        assert len(answer.content) > 100


def test_the_filter_of_the_address_holds_for_the_file(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        every = json.loads(client.get("/report/file/json").content)["claims"]
        some = json.loads(client.get("/report/file/json?level=possible").content)["claims"]
        assert 0 < len(some) < len(every)
        assert {one["level"] for one in some} == {"possible"}
        page = client.get("/report?level=possible&format=json").text
        assert '<input type="hidden" name="level" value="possible">' in page
        assert client.get("/report/file?level=possible&format=json").content.count(b'"level"') == len(some)


def test_what_a_person_writes_stands_at_the_head_of_the_file_and_of_the_preview(tmp_path: Path) -> None:
    said = {
        "title": "Die Überschwemmung & <b>danach</b>",
        "author": "Ada Ruiz",
        "introduction": "One line.\r\nAnother.",
    }
    with opened(tmp_path) as client:
        file = client.get("/report/file", params={**said, "format": "html"})
        assert file.headers["content-disposition"] == 'attachment; filename="die-uberschwemmung-b-danach-b.html"'
        page = client.get("/report", params=said).text
        frame = html.unescape(page.partition('<iframe class="preview" src="')[2].partition('"')[0])
        shown = client.get(frame).text
        for made in (file.text, shown):
            assert "<h1>Die Überschwemmung &amp; &lt;b&gt;danach&lt;/b&gt;</h1>" in made
            assert "Ada Ruiz" in made
            assert "<p>One line.</p>" in made
            assert "<p>Another.</p>" in made
        assert 'value="Die Überschwemmung &amp; &lt;b&gt;danach&lt;/b&gt;"' in page
        assert ">One line.\nAnother.</textarea>" in page
        # A filter that is chosen afterwards keeps what was written.
        assert "author=Ada+Ruiz" in page.partition("<aside")[2].partition("</aside>")[0]


def test_a_report_is_on_accepted_claims_only(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        case = case_of(client)
        accepted = [claim.id for claim in case.claims(limit=3)]
        for claim in accepted:
            case.review(claim, "accept", by="Ada")
        case.review(case.claims(limit=5)[4].id, "reject", by="Ada")
        made = client.get("/report/file?verdict=accept&format=jsonl&sort=file").text.splitlines()
        assert sorted(json.loads(line)["id"] for line in made) == sorted(accepted)
        page = client.get("/report?verdict=accept").text
        assert "3 claims pass the filter" in page
        assert '<input type="checkbox" name="verdict" value="accept" checked>' in page


def test_a_report_is_on_the_claims_that_were_ticked(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        ids = [claim.id for claim in case_of(client).claims()]
        assert f'name="claim" value="{ids[0]}" form="ticked"' in client.get("/claims").text
        page = client.post("/report", data={"csrf": token(client), "claim": ids[1:3]}).text
        assert "2 claims pass the filter" in page
        for claim in ids[1:3]:
            assert f'name="claim" value="{claim}" checked' in page
        made = client.get(f"/report/file?format=jsonl&claim={ids[1]}&claim={ids[2]}").text.splitlines()
        assert {json.loads(line)["id"] for line in made} == set(ids[1:3])
        none = client.post("/report", data={"csrf": token(client), "next": "/claims?sort=date"})
        assert "No claim was ticked" in none.text
        assert str(none.url).endswith("/claims?sort=date")


@pytest.mark.parametrize("order", [order for order, _ in ORDERS])
def test_the_claims_of_a_report_stand_in_the_order_that_was_asked_for(tmp_path: Path, order: str) -> None:
    with opened(tmp_path) as client:
        made = client.get(f"/report/file?format=jsonl&sort={order}").text.splitlines()
        assert [json.loads(line)["id"] for line in made] == [one.id for one in case_of(client).claims(order=order)]
        assert client.get("/report?sort=fame").status_code == 404


def test_an_introduction_has_an_end(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        assert client.get("/report", params={"introduction": "a" * LONGEST_INTRODUCTION}).status_code == 200
        answer = client.get("/report", params={"introduction": "a" * (LONGEST_INTRODUCTION + 1)})
        assert answer.status_code == 422
        assert f"introduction: longer than {LONGEST_INTRODUCTION} characters" in answer.text


def test_the_page_of_the_report_is_shown_in_a_frame_that_can_do_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        page = client.get("/report?level=possible").text
        assert 'src="/report/preview?level=possible" sandbox title=' in page
        preview = client.get("/report/preview?level=possible")
        policy = preview.headers["content-security-policy"]
        assert policy.startswith("sandbox; default-src 'none'")
        assert "script" not in policy
        assert "<h1>Citation report</h1>" in preview.text


@pytest.mark.parametrize("name", sorted(set(FORMATS) - report.UNSHOWN - {"html"}))
def test_texts_are_shown_as_text(tmp_path: Path, name: str) -> None:
    with opened(tmp_path) as client:
        made = client.get(f"/report/file/{name}").text
        page = client.get(f"/report?format={name}").text
        shown = page.partition('<pre class="preview"')[2].partition(">")[2].partition("</pre>")[0]
        assert html.unescape(shown)[:20].strip() == made[:20].strip()
        assert len(html.unescape(shown)) <= report.SHOWN * 2  # control characters are shown by longer signs


@pytest.mark.parametrize("name", sorted(report.UNSHOWN))
def test_what_a_browser_cannot_show_is_only_offered(tmp_path: Path, name: str) -> None:
    with opened(tmp_path) as client:
        assert "A browser cannot show this form" in client.get(f"/report?format={name}").text


def test_no_preview_is_made_of_very_many_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "PREVIEWED", 3)
    with opened(tmp_path) as client:
        page = client.get("/report").text
        assert "No preview of so many claims" in page
        assert "<iframe" not in page


def test_an_unknown_format_is_answered_with_those_that_exist(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        for address in ("/report?format=xml", "/report/file/xml"):
            answer = client.get(address)
            assert answer.status_code == 404
            assert "markdown" in answer.text


def test_a_missing_part_is_answered_with_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)  # what an installation without the extra is like
    with opened(tmp_path) as client:
        answer = client.get("/report/file/pdf")
        assert answer.status_code == 501
        assert html.unescape(answer.text).count('pip install "claim-provenance[pdf]"') == 1


@pytest.mark.parametrize("name", ["html", "json", "jsonl"])
def test_a_report_can_be_verified_later(tmp_path: Path, name: str) -> None:
    with opened(tmp_path) as client:
        made = client.get(f"/report/file/{name}").content
        answer = _verify(client, made)
        assert "everything agrees" in answer.text
        [claim, *_] = case_of(client).claims(limit=1)
        forged = made.replace(claim.content_text.encode()[:12], b"Nobody knows", 1)
        assert forged != made
        assert "What does not agree" in _verify(client, forged).text


def test_a_report_is_closed_though_nobody_waits_for_its_end() -> None:
    made = SpooledTemporaryFile()  # noqa: SIM115  what is tested is who closes it
    made.write(b"x" * 100_000)
    made.seek(0)

    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: object) -> None:
        raise OSError("gone")

    answer = Sent(made, media_type="text/html", headers={})
    scope = {"type": "http", "asgi": {"spec_version": "2.4"}}
    with pytest.raises((OSError, ClientDisconnect)):
        asyncio.run(answer(scope, receive, send))
    assert made.closed


def test_what_is_no_report_is_refused_in_words(tmp_path: Path) -> None:
    with opened(tmp_path) as client:
        answer = _verify(client, b"<p>hello")
        assert answer.status_code == 422
        assert "no report that can be verified" in answer.text


def _verify(client, data: bytes):
    files = {"report": ("../../old.html", data)}
    return client.post("/report/verify", data={"csrf": token(client)}, files=files)
