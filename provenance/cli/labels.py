"""`provenance labels`: what people corrected, as examples to learn from."""

from __future__ import annotations

import json

import typer

from provenance.cli.asking import existing
from provenance.cli.options import database_of, takes


@takes(db=database_of)
def labels(db: str) -> None:
    """Print what people corrected as labelled examples, one JSON object a line.

    Articles with the sentences of corrected claims, then the links that people set: what a reader can be trained on.
    """
    with existing(db) as case:
        for label in case.labels():
            typer.echo(json.dumps(label, ensure_ascii=False))
