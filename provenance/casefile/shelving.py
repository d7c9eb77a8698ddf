"""The articles of a casefile as a person keeps them: what is said of one, and taking one out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from provenance.bookkeeping import Removal
from provenance.casefile.decisions import checked_person
from provenance.casefile.describing import describe
from provenance.casefile.door import Door
from provenance.casefile.overrides import parsed
from provenance.casefile.removing import remove
from provenance.records import ArticleFilter, ArticleRecord, FileOutcome
from provenance.store import articles, loading

ALL_ARTICLES = ArticleFilter()


class Shelving(Door):
    """Lists articles, and changes what is known of them."""

    def articles(
        self, *, where: ArticleFilter = ALL_ARTICLES, limit: int | None = None, offset: int = 0
    ) -> list[ArticleRecord]:
        """The listed articles that pass, in the order in which they came."""
        with self._database.reading() as connection:
            return loading.article_records(connection, articles.article_page(connection, where, limit, offset))

    def count_articles(self, *, where: ArticleFilter = ALL_ARTICLES) -> int:
        """How many listed articles pass."""
        return self._counted(articles.count_articles, where)

    def describe(self, article: str, settings: Sequence[str], *, by: str) -> FileOutcome:
        """Sets facts of an article that is in: a person's word, which holds for later versions too.

        Args:
            article: An id, or a unique beginning of one.
            settings: As for `ingest`: `outlet=The Poe Times`; title, outlet, byline, published_on or modified_on.
            by: Whose word that is.

        Returns:
            What became of it. With another outlet it is another article, which takes the place of this one; what people
            decided follows.

        Raises:
            NotFound: No such article.
            Ambiguous: Several begin so.
            InvalidRequest: A setting sets nothing, or nobody's name is given.
        """
        self._database.require_writing()
        return describe(self._database, self._comparer, article, parsed(settings), by=checked_person(by))

    def remove(self, article: str, *, by: str, why: str = "") -> Removal:
        """Takes out an article (an id or its beginning) with all its versions, its bytes, claims and links.

        What was linked with it is weighed again; decisions on it stay in the log. To have it back, take it in again.

        Raises:
            NotFound: No such article.
            Ambiguous: Several begin so.
            InvalidRequest: Nobody's name is given.
        """
        work = partial(remove, article=article, by=checked_person(by), why=why.strip(), steps=self._steps)
        return self._database.change(work)
