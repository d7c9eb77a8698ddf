"""What is to be checked: statements that people keep, and that are asked about anew whenever somebody looks."""

from __future__ import annotations

from provenance.casefile.checking import as_article, silent, unasked
from provenance.casefile.decisions import checked_person
from provenance.casefile.door import Door
from provenance.checks import KeptStatement
from provenance.errors import InvalidRequest
from provenance.store import kept_statements

LONGEST_STATEMENT = 1_000
"""In code points."""
_BRACKETS = dict.fromkeys(map(ord, "[]"))


class ToCheck(Door):
    """Keeps statements, with who wants them checked. None becomes a claim: it is asked, and nobody says it."""

    def keep(self, statement: str, *, by: str, why: str = "") -> KeptStatement:
        """Keeps a statement, to be checked. `undo` takes it back, as every entry of the log.

        Raises:
            InvalidRequest: Nobody's name; nothing that states anything; too long, or kept already.
        """
        person, text = checked_person(by), self._stating(statement)
        with self._database.writing() as connection:
            known = {one.id: one for one in kept_statements.kept(connection)}
            there = known.get(kept_statements.id_of(text))
            if there is not None:
                raise InvalidRequest(f"{there.by} keeps it already, by entry {there.entry} of the log")
            kept_statements.keep(connection, text, person=person, why=why.strip())
            return kept_statements.kept(connection)[-1]

    def kept(self) -> list[KeptStatement]:
        """The statements that wait to be checked, each after those that were kept before it."""
        with self._database.reading() as connection:
            return kept_statements.kept(connection)

    def _stating(self, statement: str) -> str:
        """The words of a statement in one line, without the brackets around what was put in. Raises InvalidRequest."""
        article = as_article(" ".join(statement.translate(_BRACKETS).split()))
        if not article.text or len(article.text) > LONGEST_STATEMENT:
            raise InvalidRequest(f"a statement that is kept has from 1 to {LONGEST_STATEMENT:,} characters")
        made = self._steps.extract(article) if article.language in (None, "en") else ()
        reasons = [unasked(one) for one in made]
        if all(reason is not None for reason in reasons):
            raise InvalidRequest(f"this cannot be checked: {next(iter(reasons), None) or silent(article)}")
        return article.text
