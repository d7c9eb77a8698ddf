"""Who compares claims: this process where it is little, else one beside it, which can be ended.

Whatever compares claims asks a `Comparer`: an article that joins or is read anew, a correction, a merge. So each has
the same budget of time and memory, and what goes over it is named and left without links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from provenance import faults, progress
from provenance.casefile.crew import Crew
from provenance.casefile.jobs import Job
from provenance.casefile.processes import Budget
from provenance.casefile.steps import Steps
from provenance.casefile.tasks import prepare_nothing
from provenance.errors import Fault, Phase, TooDemanding
from provenance.faults import isolated
from provenance.model import Claim, Link

LITTLE = 100_000
"""Characters of pairs of claims, together: so many are compared in less time than a process takes to start."""

MOST_LINKS = 40_000
"""About so many links begin at an article at most, so that two long texts that are alike cost what they are long."""

LEAST_LINKS = 3
"""So many may begin at each of its claims, however many it has."""

RUN = 100
"""The candidates of so many claims are looked through at once."""

Near = tuple[Claim, Sequence[tuple[Claim, float | None]]]
"""A claim and its candidates, best first, with how much their stories share, where that is known."""


@dataclass(frozen=True, slots=True)
class Comparer:
    """Compares by some steps, on behalf of a job. Without a crew, or with one that works in this process, nothing can
    be ended.
    """

    steps: Steps
    crew: Crew | None = None
    job: Job | None = None

    def links(self, name: str, near: Sequence[Near], most: int) -> Sequence[Link]:
        """The links to keep between claims and their candidates; none, and a fault that says so, over the budget.

        Args:
            name: What faults and progress call the article of the claims.
            near: The claims with their candidates.
            most: So many links may begin at each.

        Raises:
            Cancelled: Nobody wants it any more.
            WorkersLost: No process can be started.
        """
        if self.crew is None or self.crew.is_here or _is_little(near):
            return links_between(self.steps, name, near, most)
        try:
            links, met = self.crew.begin(self.job or Job(name), _beside, name, near, most)()
        except TooDemanding as error:
            links, met = (), [Fault(Phase.COMPARISON, name, error.reason)]
        faults.add(met)
        return links


def comparing_crew(steps: Steps, budget: Budget | None) -> Crew:
    """A process that does nothing but compare, within a budget; without one, this process does it."""
    return Crew(steps, 0 if budget is None else 1, budget=budget, prepares=prepare_nothing)


def _beside(steps: Steps, name: str, near: Sequence[Near], most: int) -> tuple[Sequence[Link], Sequence[Fault]]:
    """The links, and what failed; to be called by another process."""
    with faults.collecting() as met:
        return links_between(steps, name, near, most), met


def links_between(steps: Steps, name: str, near: Sequence[Near], most: int) -> Sequence[Link]:
    """See `Comparer.links`."""
    progress.begin(f"{name}, compared")
    links: dict[str, Link] = {}
    for done, found in enumerate(first_links(near, steps, most)):
        progress.tell(done, len(near))
        links |= {link.id: link for link in found}
    return list(steps.chosen(links.values()))


def links_each(claims: int) -> int:
    """How many links may begin at each of so many claims of one article.

    So many have only claims that are like hundreds of others, as in a text made of a few patterns.
    """
    return max(LEAST_LINKS, MOST_LINKS // max(1, claims))


def first_links(near: Iterable[Near], steps: Steps, most: int) -> Iterator[list[Link]]:
    """For each claim its links with the first `most` of its candidates, best first, that it has one with."""
    rest = iter(near)
    for run in iter(lambda: list(islice(rest, RUN)), []):
        worth = iter(_worth(run, steps))
        for claim, others in run:
            likely = [one for one in others if next(worth)]
            found = (_link(claim, other, steps, story) for other, story in likely)
            yield list(islice((link for link in found if link is not None), most))


def _link(a: Claim, b: Claim, steps: Steps, story: float | None) -> Link | None:
    """The link between two claims, if there is one; none where the comparison fails."""
    where = f"{a.article.path or a.article.id}: claims {a.id} and {b.id}"
    return isolated(Phase.COMPARISON, where, partial(steps.link, a, b, story))


def _worth(near: Sequence[Near], steps: Steps) -> Sequence[bool]:
    """Which candidates are worth being compared, one claim's after the other's; all, where that cannot be told."""
    pairs = [(claim, other) for claim, others in near for other, _ in others]
    stories = [story for _, others in near for _, story in others]
    where = near[0][0].article.path or near[0][0].article.id
    return isolated(Phase.COMPARISON, where, partial(steps.shortlist, pairs, stories)) or [True] * len(pairs)


def _is_little(near: Sequence[Near]) -> bool:
    size = sum(len(claim.text) + len(other.text) for claim, others in near for other, _ in others)
    return size <= LITTLE
