"""A shelf: results in folders of their own, each under a hash of what it was made from, there as a whole or not at all.

A result is written beside its place and moved there when it is complete, its manifest last. Two writers of one result
do no harm: both have the same, and the first one's stays.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias, cast
from uuid import uuid4

import numpy as np
import pyarrow as arrow
from numpy.typing import NDArray
from pyarrow import parquet

from provenance import __version__, faults

Parts: TypeAlias = Mapping[str, "arrow.Table | NDArray[Any]"]
"""A result: Arrow tables and arrays by name."""

FORM = 3
"""Counts the forms that results have had; those of another form are made anew."""

PICKED = ("article", "claim", "hop")
"""The tables of which some rows are read by themselves."""

ROW_GROUP = 200
"""So many of their rows are read together."""

LARGEST_GROUP = 100_000
"""The same of all other tables."""


FAULTS = "faults"
"""The part of a result that tells on what the program failed, where it did."""
_FAULTS = arrow.schema([(name, arrow.string()) for name in ("where", "fault", "trace")])


Work: TypeAlias = "Callable[[Shelf], Parts]"
"""Makes a result of others."""


@dataclass(frozen=True, slots=True)
class Task:
    """A step of one piece of the archive: `work` makes the result from what is on the shelf."""

    step: str
    key: str
    work: Work


def key_of(*parts: object) -> str:
    """Thirty-two hexadecimal digits of `parts` and of the version of the program."""
    return hashlib.sha256(json.dumps([FORM, __version__, *parts]).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Shelf:
    """The results under a folder, which every worker sees under the same path."""

    folder: Path

    def place(self, step: str, key: str) -> Path:
        """Where a result lies, or will."""
        return self.folder / step / key[:2] / key

    def has(self, step: str, key: str) -> bool:
        """Whether a result is complete."""
        return (self.place(step, key) / "manifest.json").exists()

    def perform(self, task: Task) -> bool:
        """Does a task whose result is not there yet; whether it did."""
        if self.has(task.step, task.key):
            return False
        self.put(task.step, task.key, self.made(task.work))
        return True

    def made(self, work: Work) -> Parts:
        """What `work` makes, with a table of the faults on the way, if there were any."""
        with faults.collecting() as found:
            parts = work(self)
        if not found:
            return parts
        rows = [{"where": one.where, "fault": str(one), "trace": one.trace} for one in found]
        return {**parts, FAULTS: arrow.Table.from_pylist(rows, schema=_FAULTS)}

    def faults(self, step: str, key: str) -> list[tuple[str, str]]:
        """On what the program failed while it made a result: of each, what it was, and how."""
        if FAULTS not in self.rows(step, key):
            return []
        return [(row["where"], row["fault"]) for row in self.table(step, key, FAULTS).to_pylist()]

    def is_same(self, step: str, key: str, parts: Parts) -> bool:
        """Whether a result that lies here is what was made now."""
        if self.rows(step, key).keys() != parts.keys():
            return False
        return all(
            np.array_equal(self.array(step, key, name), part)
            if isinstance(part, np.ndarray)
            else self.table(step, key, name).equals(part)
            for name, part in parts.items()
        )

    def put(self, step: str, key: str, parts: Parts) -> None:
        """Adds a result; one that is there already stays."""
        place = self.place(step, key)
        making = self.folder / "making" / f"{step}-{key}-{uuid4().hex}"
        making.mkdir(parents=True)
        try:
            for name, part in parts.items():
                _write(part, making / name)
            manifest = {
                "step": step,
                "key": key,
                "version": __version__,
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "rows": {name: len(part) for name, part in parts.items()},
            }
            (making / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                making.rename(place)
            except OSError:  # another worker was first
                if not self.has(step, key):
                    raise
        finally:
            shutil.rmtree(making, ignore_errors=True)

    def rows(self, step: str, key: str) -> dict[str, int]:
        """How many rows each part of a result has."""
        manifest = json.loads((self.place(step, key) / "manifest.json").read_text(encoding="utf-8"))
        return cast(dict[str, int], manifest["rows"])

    def table(self, step: str, key: str, name: str, columns: Sequence[str] | None = None) -> arrow.Table:
        """A table of a result, or some of its columns."""
        return parquet.read_table(self.place(step, key) / f"{name}.parquet", columns=columns and list(columns))

    def some(self, step: str, key: str, name: str, rows: NDArray[np.int64], columns: Sequence[str]) -> arrow.Table:
        """Some rows of a table of `PICKED`, in the order of `rows`; what lies between them is mostly not read."""
        with parquet.ParquetFile(self.place(step, key) / f"{name}.parquet") as file:
            groups, place = np.unique(rows // ROW_GROUP, return_inverse=True)
            found = file.read_row_groups(groups.tolist(), columns=list(columns))
        return found.take(arrow.array(place * ROW_GROUP + rows % ROW_GROUP))

    def array(self, step: str, key: str, name: str) -> NDArray[Any]:
        """An array of a result, mapped into memory: what is not looked at is not read."""
        found: NDArray[Any] = np.load(self.place(step, key) / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        return np.asarray(found)  # the same memory, but taken a piece of in a tenth of the time

    def keep_only(self, step: str, keys: set[str]) -> None:
        """Removes the results of a step with other keys."""
        for place in (self.folder / step).glob("??/*"):
            if place.name not in keys:
                shutil.rmtree(place)

    @cached_property
    def name(self) -> str:
        """What to call it in messages."""
        return str(self.folder)


def _write(part: arrow.Table | NDArray[Any], path: Path) -> None:
    if isinstance(part, np.ndarray):
        np.save(path.with_suffix(".npy"), part, allow_pickle=False)
    else:
        size = ROW_GROUP if path.name in PICKED else LARGEST_GROUP
        parquet.write_table(part, path.with_suffix(".parquet"), compression="zstd", row_group_size=size)


def replace_file(path: Path, text: str) -> None:
    """Writes a small file so that it is always whole."""
    new = path.with_name(f"{path.name}.{uuid4().hex}")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
