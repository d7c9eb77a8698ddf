"""Sources that hold several articles, through the casefile and the command."""

from __future__ import annotations

import json
from pathlib import Path

import makers
from casefile_steps import claims_of
from terminal import piped

from provenance.casefile import Casefile, InstalledSteps
from provenance.model import Article


class Plain(InstalledSteps):
    """The package's own steps, except that every line is a claim and none is compared."""

    def extract(self, article: Article) -> list:
        return claims_of(article)

    def link(self, a, b, story=None) -> None:
        return None


def test_a_thousand_articles_with_twenty_bad_lines(tmp_path: Path) -> None:
    bad = ['{"text": ', '{"title": "x"}', "[]", '{"text": "It rained.", "published_on": "soon"}']
    rows = [
        bad[number // 50 % 4] if number % 50 == 7 else json.dumps({"text": f"Alpha{number} beta{number}."})
        for number in range(1000)
    ]
    (tmp_path / "news.jsonl").write_text("\n".join(rows), encoding="utf-8")
    with Casefile.open(tmp_path / "claims.db", steps=Plain()) as case:
        summary = case.ingest([tmp_path / "news.jsonl"])
        assert (summary.count("added"), summary.count("failed")) == (980, 20)
        failed = [outcome for outcome in summary.outcomes if outcome.state == "failed"]
        assert [outcome.source for outcome in failed] == [f"{tmp_path}/news.jsonl:{n + 1}" for n in range(7, 1000, 50)]
        assert all(outcome.reason for outcome in failed)
        assert len(case.articles()) == 980


def test_bad_lines_are_named_and_the_exit_code_says_so(tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text('{"text": "It rained in Poe City on Monday."}\nnonsense\n', encoding="utf-8")
    run = piped(["ingest", "news.jsonl"], cwd=tmp_path)
    assert run.code == 3
    assert "failed: news.jsonl:2: this line is not JSON" in run.out
    assert "1 added" in run.out


def test_a_line_that_moves_in_its_file_is_the_same_article(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    rows = [json.dumps({"text": f"It rained {n} days."}) for n in range(3)]
    with Casefile.open(tmp_path / "claims.db", steps=Plain()) as case:
        file.write_text("\n".join(rows), encoding="utf-8")
        case.ingest([file])
        file.write_text("\n".join([json.dumps({"text": "It snowed."}), *rows]), encoding="utf-8")
        summary = case.ingest([file])
        assert (summary.count("added"), summary.count("unchanged"), summary.count("new-version")) == (1, 3, 0)


def test_an_address_in_a_list_keeps_its_versions(tmp_path: Path) -> None:
    url = "https://poe.example/a"
    with Casefile.open(tmp_path / "claims.db", steps=Plain()) as case:
        for day, text in enumerate(("It rained.", "It snowed.")):
            (tmp_path / f"{day}.jsonl").write_text(json.dumps({"text": text, "url": url}), encoding="utf-8")
            case.ingest([tmp_path / f"{day}.jsonl"])
        assert [(article.version, article.url) for article in case.articles()] == [(2, url)]


def test_every_format_is_ingested(tmp_path: Path) -> None:
    words = ["The ferry of {0} sails on Monday.", "It had been out of service in {0} since March."]

    def of(name: str) -> list[str]:
        return [text.format(name) for text in words]

    folder = tmp_path / "in"
    folder.mkdir()
    files = {
        "a.txt": "\n".join(of("Poe")).encode(),
        "b.html": makers.page(of("Moe")),
        "c.pdf": makers.pdf(of("Roe")),
        "d.docx": makers.docx(of("Doe")),
        "e.eml": makers.mail(of("Loe"), Subject="Ferry", Date="Tue, 3 Mar 2026 10:00:00 +0000"),
        "f.epub": makers.epub([of("Koe")]),
        "g.warc.gz": makers.warc({"https://poe.example/g": makers.page(of("Noe"))}),
        "h.rtf": ("{\\rtf1\\ansi " + "\\par ".join(of("Joe")) + "}").encode(),
        "i.rss": b"<rss><item><description>%s</description></item></rss>" % " ".join(of("Zoe")).encode(),
        "j.jsonl": json.dumps({"text": "\n".join(of("Voe"))}).encode(),
    }
    files["k.zip"] = makers.archive({"in.txt": "\n".join(of("Woe")).encode()})
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with Casefile.open(tmp_path / "claims.db", steps=Plain()) as case:
        summary = case.ingest([folder])
        assert [outcome.state for outcome in summary.outcomes] == ["added"] * len(files)
        assert all(outcome.claims for outcome in summary.outcomes)
        assert {hit.article.file for hit in case.search("Woe")} == {f"{folder}/k.zip/in.txt"}
        assert all(finding.ok for finding in case.findings())
