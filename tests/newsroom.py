"""Invented articles, and claims of them, for the tests of matching."""

from datetime import date

from provenance.language.sentences import sentences
from provenance.model import Article, Claim, Hop, Kind, Naming, Source


def article(text: str, outlet: str | None = None, day: int | None = None) -> Article:
    return Article(text=text, outlet=outlet, published_on=date(2026, 3, day) if day else None)


def claims(of: Article) -> list[Claim]:
    """One a sentence, in the article's own voice."""
    return [Claim(article=of, start=s.start, end=s.end, content=((s.start, s.end),)) for s in sentences(of.text)]


def hop(holder: str, kind: Kind, naming: Naming) -> Hop:
    return Hop(holder=holder, start=0, end=len(holder), source=Source(name=None, kind=kind, naming=naming))


BRIDGE = article(
    "A bridge over the river Teme collapsed near Ludlow on Friday. Four people were taken to hospital in Hereford. "
    "The county council closed the road to Bromfield until further notice.",
    "Marches Post",
    6,
)
SPAN = article(
    "The Teme bridge at Ludlow gave way on Friday morning. Hospital staff in Hereford treated four people. "
    "Shropshire's council had inspected the crossing in January.",
    "Border Echo",
    7,
)
CUP = article(
    "Valletta won the island's football cup on Sunday. Coach Maria Zammit praised her goalkeeper after four saves. "
    "A crowd of 9,000 watched the final.",
    "Island Times",
    8,
)
