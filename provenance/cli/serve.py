"""`provenance serve`: the workbench in a browser."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from provenance.cli.asking import opened
from provenance.cli.options import database_of, name_of, takes
from provenance.reports.visible import in_a_line
from provenance.store.folders import Folder


@takes(db=database_of)
def serve(
    db: str,
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="Serve all casefiles of this folder, instead of the one of --db."),
    ] = None,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; other than loopback needs a password.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, metavar="N", help="The port; 0 takes a free one.")] = 8765,
    name: Annotated[
        list[str], typer.Option(metavar="HOST", help="A host name that people reach it by. May be repeated.")
    ] = [],  # noqa: B006
    by: Annotated[str, name_of("Who decides, until a visitor gives a name.")] = "",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Also fetch addresses of private networks and this computer.")
    ] = False,
    proxy: Annotated[
        list[str],
        typer.Option(metavar="ADDRESS", help="A web server in front that says for whom it asks. May be repeated."),
    ] = [],  # noqa: B006
    tls_cert: Annotated[Path | None, typer.Option(metavar="FILE", help="Serve by TLS, with this certificate.")] = None,
    tls_key: Annotated[Path | None, typer.Option(metavar="FILE", help="The key of the certificate.")] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open a browser on it.")] = False,
) -> None:
    """Open the workbench: pages on the casefile, or on all casefiles of a folder, in a browser on this computer.

    In a folder, each casefile is a file NAME.db; new ones are made on the first page.

    A password in the environment variable PROVENANCE_PASSWORD is asked of every visitor; it is needed to serve others.
    """
    from provenance.store.urls import shown  # loading these takes half a second: --help need not pay it
    from provenance.workbench import Settings, create_app
    from provenance.workbench.casefiles import create_front
    from provenance.workbench.serving import run

    settings = Settings(
        host=host,
        port=port,
        password=os.environ.get("PROVENANCE_PASSWORD") or None,
        names=frozenset(one.lower() for one in name),
        person=by,
        allow_private=allow_private,
        proxies=tuple(proxy),
        certificate=tls_cert,
        key=tls_key,
    )

    def tell(words: str) -> None:
        typer.echo(in_a_line(words), err=True)

    if folder is not None:
        cases = Folder(_folder(folder))
        return run(partial(create_front, cases), settings, name=str(folder), tell=tell, open_browser=open_browser)
    with opened(db) as case:
        made = partial(create_app, case, name=shown(db))
        return run(made, settings, name=shown(db), tell=tell, open_browser=open_browser)


def _folder(path: Path) -> Path:
    if path.is_dir():
        return path
    if path.exists():
        raise typer.BadParameter(f"{path} is a file; to serve that one casefile: --db {path}", param_hint="FOLDER")
    raise typer.BadParameter(f"there is no folder {path}; make it first", param_hint="FOLDER")
