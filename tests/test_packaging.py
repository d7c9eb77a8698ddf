"""What is handed out: an sdist, the wheel that is built from it, and the program in an environment that has no more.

Nothing is fetched: hatchling builds in this environment, and what the program depends on is lent by it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from terminal import ROOT, environment

from provenance import __version__
from provenance.installation import DISTRIBUTION, command_for

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LICENCES = ("LICENSE", "NOTICE", "provenance/extraction/weights/NOTICE")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="what is lent is linked, which Windows may not allow")


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    _run(sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", folder, cwd=ROOT)
    [made] = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _pip("wheel", "--no-build-isolation", "--no-cache-dir", "--wheel-dir", folder, sdist)
    [made] = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command in a new environment, where only what the wheel asks for can be imported."""
    prefix = tmp_path_factory.mktemp("clean")
    venv.create(prefix, with_pip=False)
    _pip("--python", prefix / "bin" / "python", "install", wheel)
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(prefix)}))
    [installed] = distributions(path=[str(site)])
    for lent in _needed(installed):
        for name in {file.parts[0] for file in lent.files or () if file.parts[0] not in ("..", "__pycache__")}:
            if not (site / name).exists():
                (site / name).symlink_to(Path(str(lent.locate_file(name))))
    return prefix / "bin" / "provenance"


@pytest.fixture(scope="module")
def casefile(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample articles, and a casefile of them made by the installed program."""
    folder = tmp_path_factory.mktemp("work")
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    done = _ask(program, folder, "ingest", "seeds")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 added, 0 unchanged")
    return folder


def test_the_sdist_has_the_sources_and_nothing_else(sdist: Path) -> None:
    assert sdist.name == f"{DISTRIBUTION.replace('-', '_')}-{__version__}.tar.gz"
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {name for name in names if name.startswith("provenance/")} == set(_package_files())
    folders = ("benchmarks", "docs", "provenance", "seeds", "tests", "training")
    files = ("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "NOTICE", "README.md", "SECURITY.md")
    made = (".gitignore", "PKG-INFO")  # hatchling adds the former, which says what is not to be packed
    assert {name.split("/")[0] for name in names} == {*folders, *files, *made, "constraints.txt", "pyproject.toml"}
    assert not [name for name in names if "__pycache__" in name or name.endswith((".db", ".pyc"))]


def test_the_wheel_has_the_package_with_its_data_and_licences_and_nothing_else(wheel: Path) -> None:
    about = f"{DISTRIBUTION.replace('-', '_')}-{__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        licences = {name: archive.read(f"{about}/licenses/{name}") for name in LICENCES}
    described = {f"{about}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt")}
    assert names == {*_package_files(), *described, *(f"{about}/licenses/{name}" for name in LICENCES)}
    assert licences == {name: (ROOT / name).read_bytes() for name in LICENCES}
    endings = {Path(name).suffix for name in names}
    assert endings >= {".css", ".html", ".js", ".json", ".mako", ".onnx", ".svg", ".toml", ".typ", ".typed"}


def test_its_name_and_version_are_said_once() -> None:
    assert PROJECT["name"] == DISTRIBUTION
    assert "version" not in PROJECT
    own = [Requirement(wanted) for wanted in PROJECT["optional-dependencies"]["dev"] if "provenance" in wanted]
    assert [(one.name, one.extras <= PROJECT["optional-dependencies"].keys()) for one in own] == [(DISTRIBUTION, True)]


def test_the_installed_program_works(program: Path, casefile: Path) -> None:
    assert _ask(program, casefile, "--version").stdout == f"provenance {__version__}\n"
    claims = json.loads(_ask(program, casefile, "claims", "--json").stdout)
    assert len(claims) > 20
    assert {claim["file"] for claim in claims} == {f"seeds/{path.name}" for path in (ROOT / "seeds").glob("*.txt")}
    for name in ("report.html", "report.json"):
        assert _ask(program, casefile, "report", "-o", name).returncode == 0
        assert (casefile / name).stat().st_size > 1000
    doctor = _ask(program, casefile, "doctor")
    assert (doctor.returncode, doctor.stderr) == (0, "")


def test_the_installed_program_is_not_this_one(program: Path, casefile: Path) -> None:
    code = "import provenance, sys; print(provenance.__file__); import provenance.workbench.app, provenance.cli.serve"
    done = _run(program.with_name("python"), "-c", code, cwd=casefile)
    assert Path(done.stdout.strip()).is_relative_to(program.parent.parent)


@pytest.mark.parametrize(
    ("extra", "command"),
    [
        ("docx", ["report", "-o", "report.docx"]),
        ("formats", ["ingest", "memo.rtf"]),
        ("parquet", ["report", "-o", "report.parquet"]),
        ("pdf", ["report", "-o", "report.pdf"]),
        ("postgres", ["claims", "--db", "postgresql://localhost/claims"]),
        ("spark", ["bulk", "seeds", "--out", "archive"]),
    ],
)
def test_a_part_that_is_missing_is_answered_with_its_command(
    program: Path, casefile: Path, extra: str, command: list[str]
) -> None:
    (casefile / "memo.rtf").write_text(r"{\rtf1\ansi The mayor said the bridge is closed.}")
    done = _ask(program, casefile, *command)
    assert done.returncode == 1
    assert f'install it with: pip install "{DISTRIBUTION}[{extra}]"' in done.stderr


@pytest.mark.parametrize(
    ("receipt", "command"),
    [
        ("pyvenv.cfg", 'pip install "claim-provenance[pdf]"'),
        ("pipx_metadata.json", 'pipx runpip claim-provenance install "claim-provenance[pdf]"'),
        ("uv-receipt.toml", 'uv tool install "claim-provenance[pdf]"'),
    ],
)
def test_the_command_is_that_of_the_installer(tmp_path: Path, receipt: str, command: str) -> None:
    (tmp_path / receipt).touch()
    assert command_for("pdf", prefix=tmp_path) == command


@pytest.mark.parametrize(
    ("goal", "done", "installed"),
    [
        ("demo", (), ["--editable ."]),
        ("test", (), ["--editable .", f"'{DISTRIBUTION}[dev]'"]),
        ("test", (".program",), [f"'{DISTRIBUTION}[dev]'"]),
        ("demo", (".program",), []),
        ("demo", (".program", ".tools"), []),
        ("test", (".program", ".tools"), []),
    ],
)
def test_make_installs_what_a_goal_needs_and_nothing_twice(
    tmp_path: Path, goal: str, done: tuple[str, ...], installed: list[str]
) -> None:
    for stamp in done:
        (tmp_path / stamp).touch()
    said = _run("make", "--dry-run", goal, f"VENV={tmp_path}", cwd=ROOT).stdout
    assert [line.rpartition("constraints.txt ")[2] for line in said.splitlines() if "pip install" in line] == installed


def _package_files() -> Iterator[str]:
    for path in (ROOT / "provenance").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(ROOT).as_posix()


def _needed(root: Distribution) -> list[Distribution]:
    """What `root` needs to be installed, and what that needs, as it stands in this environment."""
    found: dict[str, Distribution] = {}
    seen = {(DISTRIBUTION, "")}
    waiting = [(root, "")]
    while waiting:
        holder, extra = waiting.pop()
        for wanted in map(Requirement, holder.requires or ()):
            if wanted.marker is None or wanted.marker.evaluate({"extra": extra}):
                name = canonicalize_name(wanted.name)
                found[name] = distribution(name)
                new = {(name, part) for part in ("", *wanted.extras)} - seen
                seen |= new
                waiting += [(found[name], part) for _, part in sorted(new)]
    return list(found.values())


def _pip(*arguments: str | Path) -> None:
    python, rest = (arguments[:2], arguments[2:]) if arguments[0] == "--python" else ((), arguments)
    command, *options = rest
    _run(sys.executable, "-m", "pip", *python, command, "--quiet", "--no-index", "--no-deps", *options, cwd=ROOT)


def _ask(program: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program, *arguments], cwd=folder, env=_environment(), capture_output=True, text=True)


def _run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=_environment(), capture_output=True, text=True, check=True)


def _environment() -> dict[str, str]:
    return {name: value for name, value in environment().items() if name != "PYTHONPATH"}  # which leads to the sources
