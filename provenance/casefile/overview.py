"""What a casefile answers of the whole: who is cited, who publishes, and what waits for a person."""

from __future__ import annotations

from datetime import UTC, datetime

from provenance.casefile.desk import desk_record, queue_record
from provenance.casefile.door import Door
from provenance.errors import NotFound
from provenance.records import (
    DeskRecord,
    Facet,
    Filter,
    MonthRecord,
    OutletRecord,
    QueueRecord,
    SourceDetail,
    SourceRecord,
    Stage,
)
from provenance.store import (
    sources,
)
from provenance.store.facets import facets, naming_by_month
from provenance.store.rows import source_key

EVERYTHING = Filter()


class Overview(Door):
    """Answers about sources, outlets and counts, and what needs a person first."""

    def sources(
        self, *, where: Filter = EVERYTHING, named: str | None = None, limit: int | None = None, offset: int = 0
    ) -> list[SourceRecord]:
        """Who is cited by the claims that pass, most cited first; `named`: whose name holds these words."""
        return self._counted(sources.source_records, where, limit, offset, named)

    def count_sources(self, *, where: Filter = EVERYTHING, named: str | None = None) -> int:
        """How many sources `sources` tells of without a limit."""
        return self._counted(sources.count_sources, where, named)

    def source(self, name: str) -> SourceDetail:
        """Everything about one cited source, by its name in any case. Raises NotFound (`known`: the nearest names)."""
        found = self._counted(sources.source_detail, source_key(name))
        if found is None:
            with self._database.reading() as connection:
                raise NotFound("source", name, sources.nearest_names(connection, name))
        return found

    def outlets(self) -> list[OutletRecord]:
        """Who publishes the listed articles."""
        return self._counted(sources.outlet_records)

    def outlet(self, name: str) -> OutletRecord | None:
        """The outlet of this name, in any case; None where nobody by that name publishes a listed article."""
        with self._database.reading() as connection:
            return next(iter(sources.outlet_records(connection, only=source_key(name))), None)

    def naming_by_month(self, where: Filter = EVERYTHING) -> list[MonthRecord]:
        """How the claims that pass name their first source, by the month in which their article was published."""
        return self._counted(naming_by_month, where)

    def facets(self, where: Filter = EVERYTHING) -> tuple[Facet, ...]:
        """How many claims have which value, each facet counted without what `where` asks of it itself."""
        return self._counted(facets, where)

    def desk(self, since: datetime | None = None) -> DeskRecord:
        """What needs a person first (see `casefile.desk`); `since`: the moment of the last visit, aware."""
        return self._counted(desk_record, None if since is None else since.astimezone(UTC))

    def queue(
        self, where: Filter = EVERYTHING, limit: int = 20, after: str | None = None, stage: Stage | None = None
    ) -> QueueRecord:
        """What a person should decide next (see `records.Stage`), and how far people have got.

        Args:
            where: Only claims that pass, and links of which a claim passes.
            after: Goes on behind this claim or link, decided in the meantime or not.
            stage: Only what waits for this reason.

        Raises:
            NotFound: There is no such claim or link as `after`.
            Ambiguous: Several begin so.
        """
        return self._read(queue_record, where, limit, after, stage)
