"""Apache Spark does the tasks: each is one row for one worker. Needs the extra `spark` and Java 17 or later.

A worker of Spark's keeps its Python process, so the reader is loaded once in each. A task that is lost with its worker
is done again by another one. Workers see the shelf under the same path, and the same version of this package.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from py4j.protocol import Py4JError
from pyspark import SparkConf, SparkContext
from pyspark.errors import PySparkException

import provenance
from provenance.bulk.shelf import Shelf, Task
from provenance.errors import InvalidRequest, WorkersLost

MASTER = "local[*]"
"""All processors of this machine."""

_LOOPBACK = "127.0.0.1"
"""Nothing listens elsewhere, unless the workers are on other machines."""


class Spark:
    """The workers of a Spark context."""

    def __init__(self, context: SparkContext) -> None:
        self.context = context

    def perform(self, shelf: Shelf, tasks: Sequence[Task], done: Callable[[], None]) -> None:
        """See `Engine.perform`."""
        try:
            self.context.parallelize(tasks, len(tasks)).foreach(partial(_perform, shelf))
        except Py4JError as error:
            raise WorkersLost from error
        for _ in tasks:
            done()


def _perform(shelf: Shelf, task: Task) -> None:
    shelf.perform(task)


@contextmanager
def session(master: str | None, folder: Path) -> Iterator[Spark]:
    """A Spark context with its log in `folder`/spark.log."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        raise InvalidRequest("Spark needs Java 17 or later; install it (Debian: apt-get install default-jre-headless)")
    where = master or MASTER
    settings = SparkConf().setMaster(where).setAppName("provenance bulk").setAll(list(_settings(where, folder)))
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if where.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", _LOOPBACK)
    try:
        with _log(folder / "spark.log"):
            context = SparkContext(conf=settings)
    except (PySparkException, Py4JError, ValueError) as error:
        raise InvalidRequest(f"Spark could not start with {where!r}; see {folder / 'spark.log'}") from error
    try:
        yield Spark(context)
    finally:
        context.stop()


def _settings(master: str, folder: Path) -> Iterator[tuple[str, str]]:
    yield "spark.ui.enabled", "false"
    yield "spark.ui.showConsoleProgress", "false"
    yield "spark.local.dir", str((folder / "making").resolve())
    if master.startswith("local"):
        yield "spark.driver.host", _LOOPBACK
        yield "spark.driver.bindAddress", _LOOPBACK
        here = str(Path(provenance.__file__).parent.parent)
        paths = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
        yield "spark.executorEnv.PYTHONPATH", paths


@contextmanager
def _log(path: Path) -> Iterator[None]:
    """What is started meanwhile tells its troubles to a file instead of the terminal."""
    kept = os.dup(2)
    with path.open("ab") as log:
        os.dup2(log.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
