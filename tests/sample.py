"""A small invented casefile for the tests of commands and reports, with text in it that means harm."""

from __future__ import annotations

from pathlib import Path

from casefile_steps import PlainSteps

from provenance.casefile import Casefile

HOSTILE = "=HYPERLINK(1) [bold]x[/bold] \x1b]0;owned\x07\x1b[31m <script>alert(1)</script> | *y* _z_ `c` \u202egnp."

ARTICLES = {
    "harbour-post.txt": f"""outlet: Harbour Post
date: 2026-01-14
url: https://harbour.example/bridge

Minister Ada Quill says the bridge over the Lenn will open to all traffic in 3 weeks.
The bridge over the Lenn cost 40 million crowns to build.
local media say the harbour may close at night for several months while the old pier is taken down and rebuilt.
{HOSTILE}
""",
    "evening-star.txt": """outlet: Evening Star
date: 2026-01-15

engineers say the bridge over the Lenn will open to all traffic in 5 weeks.
The bridge over the Lenn cost 40 million crowns to build.
""",
    "river-times.txt": """date: 2026-01-16
url: javascript:alert(1)

engineers say the bridge over the Lenn will now open to all traffic in 6 weeks.
""",
}


def make(folder: Path) -> Path:
    """Writes the articles into `folder`, and a casefile of them, whose path is returned."""
    articles = folder / "articles"
    articles.mkdir()
    for name, text in ARTICLES.items():
        (articles / name).write_text(text, encoding="utf-8")
    database = folder / "claims.db"
    with Casefile.open(database, steps=PlainSteps()) as case:
        case.ingest([articles])
        case.rate("Harbour Post", "B", by="R. Reader", why="<b>known</b> for years")
    return database
