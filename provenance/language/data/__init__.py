"""What is known of English as data: one TOML file a subject, each with a comment on its source."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The tables of `name`.toml in this folder, read once; do not change them.

    Raises:
        FileNotFoundError: There is no such file.
    """
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
