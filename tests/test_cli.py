from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from documents import COMMANDS
from sample import make
from terminal import PROGRAM, at_terminal, environment, piped

from provenance import __version__
from provenance.cli import main
from provenance.records import (
    ArticleRecord,
    ClaimDetail,
    ClaimRecord,
    GroupRecord,
    LinkRecord,
    OutletRecord,
    SearchHit,
    SourceRecord,
)
from provenance.reports.visible import in_a_line
from provenance.tellings import TimelineRecord

LISTS = {
    ("articles",): ArticleRecord,
    ("claims",): ClaimRecord,
    ("corroboration",): GroupRecord,
    ("conflicts",): LinkRecord,
    ("sources",): SourceRecord,
    ("sources", "--outlets"): OutletRecord,
    ("search", "bridge"): SearchHit,
    ("timeline", "bridge"): TimelineRecord,
}
FILTERS = (
    "kind",
    "naming",
    "level",
    "polarity",
    "status",
    "stance",
    "outlet",
    "since",
    "until",
    "min-confidence",
    "limit",
)
Answer = tuple[int, str, str]
Ask = Callable[..., Answer]
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX terminal")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("case"))


@pytest.fixture
def ask(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """Runs one command in an empty folder; exit code, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PROVENANCE_DB", raising=False)

    def run(*arguments: object) -> Answer:
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return run


@pytest.fixture
def asked(ask: Ask, database: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """The same, with a casefile."""
    monkeypatch.setenv("PROVENANCE_DB", str(database))
    return ask


def rows(text: str) -> list[dict[str, str]]:
    head, *lines = [line.split("\t") for line in text.splitlines()]
    return [dict(zip(head, line, strict=True)) for line in lines]


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(ask: Ask, option: str) -> None:
    assert ask(option) == (0, f"provenance {__version__}\n", "")


def test_help_is_given_however_it_is_asked_for(ask: Ask) -> None:
    assert ask("-h") == ask("--help") == ask("help")
    assert ask("review", "-h") == ask("review", "--help") == ask("help", "review")


def test_values_may_be_in_capitals(asked: Ask) -> None:
    assert asked("claims", "--kind", "OFFICIAL") == asked("claims", "--kind", "official")


def test_help_names_every_command(ask: Ask) -> None:
    code, out, _ = ask("--help")
    assert code == 0
    assert re.findall(r"^  (\w+)  ", out, flags=re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_takes_a_database(ask: Ask, command: str) -> None:
    code, out, _ = ask(command, "--help")
    assert code == 0
    own_places = {"copy": "FROM", "bulk": "--out", "read": "--allow-private", "use": "CASEFILE", "help": "COMMAND"}
    assert own_places.get(command, "--db PATH") in out


@pytest.mark.parametrize("command", ["claims", "corroboration", "conflicts", "sources", "search"])
def test_lists_have_all_filters_and_forms(ask: Ask, command: str) -> None:
    out = ask(command, "--help")[1]
    assert [one for one in (*FILTERS, "json", "csv", "jsonl") if f"--{one} " not in out] == []


@pytest.mark.parametrize("arguments", [("--help",), ("claims", "--help"), ("--version",)], ids=" ".join)
def test_help_loads_neither_database_nor_reader_nor_rich(arguments: tuple[str, ...], tmp_path: Path) -> None:
    script = (
        "import sys\nfrom provenance.cli import main\n"
        f"try:\n    main({list(arguments)!r})\nfinally:\n    print(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment(), cwd=tmp_path, check=True
    )
    loaded = set(done.stderr.split())
    assert "provenance.cli.app" in loaded
    heavy = {"sqlalchemy", "sqlmodel", "rich", "numpy", "onnxruntime", "trafilatura", "provenance.casefile"}
    assert not loaded & heavy


@pytest.mark.parametrize(
    ("arguments", "record"), LISTS.items(), ids=lambda one: " ".join(one) if type(one) is tuple else ""
)
def test_json_and_jsonl_have_the_fields_of_the_records(asked: Ask, arguments: tuple[str, ...], record: type) -> None:
    names = [field.name for field in fields(record)]
    code, out, _ = asked(*arguments, "--json")
    found = json.loads(out)
    assert code == 0
    assert found
    assert all(list(one) == names for one in found)
    assert [json.loads(line) for line in asked(*arguments, "--jsonl")[1].splitlines()] == found


@pytest.mark.parametrize("arguments", LISTS, ids=" ".join)
def test_csv_can_be_read(asked: Ask, arguments: tuple[str, ...]) -> None:
    code, out, _ = asked(*arguments, "--csv")
    found = list(csv.reader(io.StringIO(out, newline="")))
    assert code == 0
    assert len(found) > 1
    assert len({len(row) for row in found}) == 1


@pytest.mark.parametrize("arguments", LISTS, ids=" ".join)
def test_piped_lists_are_lines_with_tabs_and_complete(asked: Ask, arguments: tuple[str, ...]) -> None:
    code, out, err = asked(*arguments)
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert rows(out)


def test_piped_claims_are_complete(asked: Ask) -> None:
    everything = json.loads(asked("claims", "--json")[1])
    shown = rows(asked("claims")[1])
    [long] = [one["claim"] for one in shown if "harbour may" in one["claim"]]
    assert "the harbour may close at night for several months while the old pier is taken down and rebuilt" in long
    assert [one["claim"] for one in shown] == [in_a_line(one["statement"]["text"]) for one in everything]
    assert len(shown) == len(everything)
    assert all(record["id"].startswith(one["id"]) for record, one in zip(everything, shown, strict=True))
    assert len({one["id"] for one in shown}) == len(shown)
    assert {len(one["id"]) for one in shown} <= set(range(4, 9))
    official = next(one for one in shown if "Quill" in one["who says so"])
    assert official["who says so"] == "Minister Ada Quill (official, named)"
    assert official["put as"] == "stated"
    assert official["file"].endswith("harbour-post.txt")


def test_filters_reach_the_casefile(asked: Ask) -> None:
    def found(*filters: str) -> set[str]:
        return {one["file"].rpartition("/")[2] + ": " + one["put as"] for one in rows(asked("claims", *filters)[1])}

    assert found("--level", "possible") == {"harbour-post.txt: possible"}
    assert found("--kind", "official", "--kind", "media") == {"harbour-post.txt: stated", "harbour-post.txt: possible"}
    assert found("--naming", "named") == {"harbour-post.txt: stated"}
    assert found("--outlet", "evening star") == {"evening-star.txt: stated"}
    assert found("--since", "2026-01-16") == {"river-times.txt: stated"}
    assert found("--until", "2026-01-14", "--level", "certain") == {"harbour-post.txt: stated"}
    assert found("--stance", "asserts") == found()
    empty = (("--stance", "denies"), ("--polarity", "denied"), ("--status", "planned"), ("--min-confidence", "1"))
    assert [found(*one) for one in empty] == [set()] * 4
    assert len(rows(asked("claims", "--limit", "2")[1])) == 2


def test_claims_are_sorted(asked: Ask) -> None:
    best_first = [float(one["confidence"]) for one in rows(asked("claims")[1])]
    worst_first = [float(one["confidence"]) for one in rows(asked("claims", "--sort", "-confidence")[1])]
    assert best_first == sorted(best_first, reverse=True) == worst_first[::-1]


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (("show", "zzzz"), 1, "zzzz"),
        (("claims", "--sort", "beauty"), 2, "'confidence', '-confidence', 'notable'"),
        (("claims", "--outlet", "The Nowhere"), 1, "Evening Star"),
        (("claims", "--kind", "wizard"), 2, "'official'"),
        (("claims", "--level", "sure"), 2, "'probable'"),
        (("claims", "--since", "yesterday"), 2, "write it as 2026-01-31"),
        (("claims", "--min-confidence", "3"), 2, "less than or equal to 1"),
        (("claims", "--json", "--csv"), 2, "--json, --csv"),
        (("claims", "--wizard"), 2, "--wizard"),
        (("clams",), 2, "claims"),
        (("report", "--format", "papyrus"), 2, "markdown, html"),
        (("rate", "Nobody At All", "B", "--by", "R", "--why", "x"), 1, "Nobody At All"),
        (("rate", "Harbour Post", "Q", "--by", "R", "--why", "x"), 2, "'A', 'B', 'C', 'D', 'E', 'F'"),
        (("rate", "Harbour Post", "B", "--by", "R"), 2, "--why"),
        (("claims", "--kind", "offical"), 2, "did you mean 'official'?"),
        (("claims", "--sort", "confidense"), 2, "did you mean 'confidence'?"),
        (("report", "--format", "markdwon"), 2, "did you mean 'markdown'?"),
        (("report", "-o", "report.xyz"), 2, "'.xyz'"),
        (("report", "-o", "report.htm"), 2, "did you mean '.html'?"),
        (("review", "zzzz", "acept", "--by", "R"), 2, "did you mean 'accept'?"),
        (("review", "zzzz", "accept"), 2, "say who decides"),
        (("help", "sourses"), 1, "did you mean 'sources'?"),
        (("ingest", "x.txt", "--set", "outlett=A"), 1, "did you mean 'outlet'?"),
        (("review", "zzzz", "accept", "--by", "R", "--why", "x"), 1, "zzzz"),
        (("review", "zzzz", "maybe", "--by", "R", "--why", "x"), 2, "'reject'"),
        (("show", "zzzz", "--without", "Nobody"), 1, "zzzz"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_what_does_not_exist_is_answered_with_what_does(
    asked: Ask, arguments: tuple[str, ...], code: int, named: str
) -> None:
    got, out, err = asked(*arguments)
    assert (got, out) == (code, "")
    assert named in err
    assert code == 2 or (err.startswith("error: ") and err.count("\n") == 1)


@pytest.mark.parametrize("arguments", [*LISTS, ("show", "abcd"), ("report",), ("doctor",)], ids=" ".join)
def test_reading_where_there_is_no_casefile(ask: Ask, arguments: tuple[str, ...], tmp_path: Path) -> None:
    code, out, err = ask(*arguments, "--db", tmp_path / "none.db")
    assert code == 1
    assert "none.db" in (out if arguments == ("doctor",) else err)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_casefile(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "claims.db").write_text("these are notes, not a database\n" * 400)
    code, _, err = ask("claims")
    assert code == 1
    assert re.match(r"error: .*claims\.db.*\n\Z", err)


def test_the_database_is_found_by_option_then_environment_then_default(asked: Ask, tmp_path: Path) -> None:
    def origin(*arguments: str) -> str:
        return next(one["from"] for one in rows(asked("doctor", *arguments)[1]) if one["check"] == "database")

    assert asked("claims", "--db", str(tmp_path / "other.db"))[0] == 1
    assert origin() == "PROVENANCE_DB"
    assert origin("--db", os.environ["PROVENANCE_DB"]) == "--db"
    del os.environ["PROVENANCE_DB"]
    assert origin() == "default"


def test_show_has_everything(asked: Ask) -> None:
    claim = next(one for one in json.loads(asked("claims", "--json")[1]) if "in 3 weeks" in one["text"])
    code, out, _ = asked("show", claim["id"][:6], "--numbers")
    assert code == 0
    assert "Speaks for it: " in out
    assert "the source puts it as a plain fact" in out
    assert "log-odds" not in asked("show", claim["id"][:6])[1]
    assert (
        "[who: Minister Ada Quill] [cue: says] [claim: the bridge over the Lenn will open to all traffic in 3 weeks]"
        in out
    )
    parts = [float(found) for found in re.findall(r"^  [\w ]+  ([+-]\d+\.\d\d)  ", out, flags=re.MULTILINE)]
    total = re.search(r"^  total  ([+-]\d+\.\d\d)", out, flags=re.MULTILINE)
    assert total
    assert sum(parts) == pytest.approx(float(total[1]))
    assert len(parts) > 2
    assert "In conflict with" in out
    assert "in [5] weeks" in out
    assert "“3” against “5”" in out
    assert "Harbour Post" in out


def test_show_json_is_the_record(asked: Ask) -> None:
    first = json.loads(asked("claims", "--json")[1])[0]["id"]
    assert list(json.loads(asked("show", first, "--json")[1])) == [field.name for field in fields(ClaimDetail)]


def test_show_without_a_source(asked: Ask) -> None:
    claim = next(one for one in json.loads(asked("claims", "--json")[1]) if "in 3 weeks" in one["text"])
    with_all, without = (
        json.loads(asked("show", claim["id"], "--json", *extra)[1])["confidence"]["score"]
        for extra in ((), ("--without", "engineers"))
    )
    assert without > with_all
    assert "As if engineers had said nothing" in asked("show", claim["id"], "--without", "engineers")[1]


def test_verdicts_are_kept(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVENANCE_DB", str(make(tmp_path)))
    link = json.loads(ask("conflicts", "--json")[1])[0]
    code, out, err = ask("review", link["id"][:8], "reject", "--by", "R. Reader", "--why", "not\nthe same bridge")
    assert (code, err) == (0, "")
    assert out == f"{link['id']}: reject, says R. Reader: not the same bridge\n"
    assert "rejected" in ask("show", link["a"]["id"])[1]
    code, out, err = ask("rate", "Evening Star", "a", "--by", "R", "--why", "checked")
    assert (code, out, err) == (0, "Evening Star: A, completely reliable, says R: checked\n", "")
    graded = {one["outlet"]: one["grade"] for one in json.loads(ask("sources", "--outlets", "--json")[1])}
    assert graded["Evening Star"] == "A"


def test_search_answers_any_text(asked: Ask) -> None:
    found = rows(asked("search", "bridge open")[1])
    assert {one["passage"] for one in found} == {
        "Minister Ada Quill says the bridge over the Lenn will open to all traffic in 3 weeks.",
        "engineers say the bridge over the Lenn will open to all traffic in 5 weeks.",
        "engineers say the bridge over the Lenn will now open to all traffic in 6 weeks.",
    }
    for query in ('"', "NEAR(", "a AND", "*", "col:x", "'; DROP TABLE claim; --"):
        assert asked("search", query)[0] == 0


@pytest.mark.parametrize(("name", "begins"), [("r.html", "<!DOCTYPE html>"), ("r.md", "# Citation"), ("r.csv", "id,")])
def test_report_to_a_file(asked: Ask, tmp_path: Path, name: str, begins: str) -> None:
    code, out, err = asked("report", "-o", name)
    assert (code, out) == (0, "")
    assert name in err
    assert (tmp_path / name).read_text("utf-8").startswith(begins)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_report_with_a_head_and_a_choice(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROVENANCE_DB", str(make(tmp_path)))
    first, second, *_ = json.loads(ask("claims", "--json")[1])
    head = ("--title", "The *bridge*", "--author", "Ann", "--introduction", "What is said.\nAnd by whom.")
    ask("review", first["id"], "accept", "--by", "Ann")
    out = ask("report", "--accepted", *head)[1]
    assert out.startswith("# The \\*bridge\\*\n\nBy Ann. Who says what")
    assert "\n\nWhat is said.\n\nAnd by whom.\n\n" in out
    for name in ("html", "docx", "json"):
        assert ask("report", "--accepted", *head, "-o", f"r.{name}")[0] == 0
    page = Path("r.html").read_text("utf-8")
    assert "<h1>The *bridge*</h1>" in page
    assert "<p>And by whom.</p>" in page
    assert ask("verify", "r.html")[0] == 0
    book = json.loads(Path("r.json").read_text("utf-8"))
    assert [one["id"] for one in book["claims"]] == [first["id"]]
    assert book["front"] == {"title": "The *bridge*", "author": "Ann", "introduction": "What is said.\nAnd by whom."}
    chosen = ("--claim", second["id"][:10], "--claim", first["id"])
    found = json.loads(ask("report", "--format", "json", *chosen, "--sort", "-confidence")[1])["claims"]
    assert {one["id"] for one in found} == {first["id"], second["id"]}
    assert [one["confidence"] for one in found] == sorted(one["confidence"] for one in found)


def test_report_to_standard_output(asked: Ask) -> None:
    assert asked("report")[1].startswith("# Citation report\n")
    assert asked("report", "--format", "html", "-o", "-")[1].startswith("<!DOCTYPE html>")


def test_report_where_nothing_can_be_written(asked: Ask, tmp_path: Path) -> None:
    code, _, err = asked("report", "-o", tmp_path / "no" / "r.html")
    assert code == 1
    assert re.match(r"error: .*No such file or directory\n\Z", err)


def test_nothing_from_an_article_steers_a_pipe(asked: Ask) -> None:
    for arguments in (*LISTS, ("report",)):
        out = asked(*arguments)[1]
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out)


def test_doctor(asked: Ask) -> None:
    code, out, _ = asked("doctor")
    checks = {one["check"]: one["value"] for one in rows(out)}
    assert code == 0
    assert checks["provenance"] == __version__
    assert checks["integrity"] == "ok"
    assert json.loads(asked("doctor", "--json")[1])[0]["name"] == "provenance"


@posix
@pytest.mark.parametrize("columns", [80, 160])
@pytest.mark.parametrize("arguments", [*LISTS, ("show",), ("doctor",)], ids=" ".join)
def test_terminal_output_fits_and_cuts_nothing(database: Path, arguments: tuple[str, ...], columns: int) -> None:
    if arguments == ("show",):
        out = piped(["claims", "--db", str(database), "--jsonl"], cwd=database.parent).out
        arguments = ("show", json.loads(out.splitlines()[0])["id"])
    run = at_terminal(arguments, cwd=database.parent, columns=columns, NO_COLOR="1")
    assert run.code == 0
    assert "\x1b" not in run.out
    assert max(map(len, run.out.splitlines())) <= columns
    assert "…" not in run.out.replace("E unreliable, …", "")


@posix
def test_terminal_marks_by_style_or_else_by_brackets(database: Path) -> None:
    plain = at_terminal(["conflicts"], cwd=database.parent, NO_COLOR="1").out
    coloured = at_terminal(["conflicts"], cwd=database.parent).out
    assert "[3]" in plain
    assert "[3]" not in coloured
    assert re.search(r"\x1b\[1;31m3\x1b\[0m", coloured)


@posix
def test_nothing_from_an_article_steers_a_terminal(database: Path) -> None:
    seen = at_terminal(["claims"], cwd=database.parent).out
    assert "owned" in seen
    assert "[bold]x[/bold]" in " ".join(seen.split())
    assert not re.search(r"\x1b[^\[]", seen)
    assert set(re.findall(r"\x1b\[[\d;]*(.)", seen)) == {"m"}


@posix
def test_a_closed_pipe_is_silent(database: Path) -> None:
    command = f'"{sys.executable}" -m provenance report | head -n 1'
    done = subprocess.run(
        ["sh", "-c", command], cwd=database.parent, env=environment(), capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("# Citation report\n", "")


@posix
def test_interrupting_says_so_in_a_line(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*PROGRAM, "ingest", "-"],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        deadline = time.monotonic() + 60
        while not (tmp_path / "claims.db").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, b"", b"interrupted\n")


def test_shells_complete_commands(tmp_path: Path) -> None:
    script = piped([], cwd=tmp_path, _PROVENANCE_COMPLETE="source_bash")
    answer = piped([], cwd=tmp_path, _PROVENANCE_COMPLETE="complete_bash", COMP_WORDS="provenance co", COMP_CWORD="1")
    assert "complete_bash" in script.out
    assert answer.out.split() == ["corroboration", "conflicts", "contradictions", "copy"]
