"""What a person settled once for all commands: which casefile, and who decides. A TOML file of their own."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

import typer

from provenance.errors import InvalidRequest, did_you_mean


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds where neither an option nor the environment says otherwise."""

    casefile: str | None = None
    by: str | None = None
    folder: str | None = None
    """Where casefiles lie that are called by their names."""


NAMES = tuple(one.name for one in fields(Settings))


def place() -> Path:
    """The file: PROVENANCE_SETTINGS, else where programs of this system keep theirs."""
    named = os.environ.get("PROVENANCE_SETTINGS")
    return Path(named) if named else Path(typer.get_app_dir("provenance")) / "settings.toml"


def read() -> Settings:
    """What was settled; nothing where there is no file.

    Raises:
        InvalidRequest: It is no TOML, or holds what is no setting.
    """
    path = place()
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidRequest(f"{path}: these settings cannot be read: {error}") from error
    for name, value in found.items():
        if name not in NAMES:
            raise InvalidRequest(f"{path}: no setting {name!r}{did_you_mean(name, NAMES)}; known: {', '.join(NAMES)}")
        if not isinstance(value, str):
            raise InvalidRequest(f'{path}: {name} has to be text in quotation marks, as in {name} = "…"')
    return Settings(**{name: value.strip() or None for name, value in found.items()})


def write(settings: Settings) -> Path:
    """Settles it for the commands to come; only its owner may read the file, as an address may hold a password.

    Raises:
        InvalidRequest: A value has control characters.
    """
    lines = []
    for name in NAMES:
        value = getattr(settings, name)
        if value is None:
            continue
        if not value.isprintable():
            raise InvalidRequest(f"{name}: {value!r} holds characters that cannot be seen")
        lines.append(f"{name} = {json.dumps(value, ensure_ascii=False)}\n")
    path = place()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text("".join(lines), "utf-8")
    return path
