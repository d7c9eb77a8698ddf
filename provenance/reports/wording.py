"""How a record is put to a person: the same words on a terminal, in a report and on a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from provenance.bookkeeping import ChangeRecord, MergeSummary
from provenance.model import (
    Hop,
    Kind,
    Level,
    Likelihood,
    Naming,
    Origins,
    Quotation,
    ReasonKind,
    Span,
    Stance,
    Status,
)
from provenance.records import (
    ArticleRecord,
    ClaimRecord,
    Contradiction,
    GroupRecord,
    LinkRecord,
    OutletRecord,
    ReasonRecord,
    Side,
    SourceRecord,
)
from provenance.reports.visible import in_a_line

OWN_VOICE = "the article itself"
NOT_GRADED = "F, cannot be judged"
GRADES = {
    "A": "A, completely reliable",
    "B": "B, usually reliable",
    "C": "C, fairly reliable",
    "D": "D, not usually reliable",
    "E": "E, unreliable",
    "F": NOT_GRADED,
}
"""Admiralty code, NATO AJP-2.1."""


def score(value: float) -> str:
    """A number in [0, 1] with two decimals; 0.00 and 1.00 only where it is exactly that."""
    if 0 < value < 0.005:
        return "<0.01"
    if 0.995 <= value < 1:
        return ">0.99"
    return f"{value:.2f}"


STATED = "stated"
"""What a plain statement of fact is called."""
STANCES = {Stance.ASSERTS: STATED, Stance.DENIES: "denied", Stance.WITHHOLDS: "not confirmed"}
LEVELS = {Level.CERTAIN: STATED, Level.PROBABLE: "probable", Level.POSSIBLE: "possible", Level.UNKNOWN: "left open"}
STATUSES = {
    Status.ASSERTED: "fact",
    Status.PLANNED: "plan",
    Status.CONDITIONAL: "conditional",
    Status.QUESTION: "question",
}
KINDS = {
    Kind.OFFICIAL: "official",
    Kind.EXPERT: "expert",
    Kind.MEDIA: "media",
    Kind.ORGANISATION: "for an organisation",
    Kind.WITNESS: "witness",
    Kind.DOCUMENT: "document",
    Kind.PERSON: "person",
    Kind.UNKNOWN: "unknown who",
}
NAMINGS = {Naming.NAMED: "named", Naming.ROLE: "described", Naming.ANONYMOUS: "anonymous"}
QUOTATIONS = {
    Quotation.DIRECT: "quoted word for word",
    Quotation.INDIRECT: "told in the article's words",
    Quotation.MIXED: "quoted in part",
    Quotation.NONE: "",
}
CLASHES = {
    ReasonKind.POLARITY: "yes or no",
    ReasonKind.IDENTITY: "who or which",
    ReasonKind.STAGE: "how far it has got",
    ReasonKind.DEGREE: "how much",
    ReasonKind.SAME_STAGE: "equally far along",
}
"""What a reason is called, where that is another word than its own."""
LONGEST = 600
"""How many characters of a statement a list shows: that is a hundred words, and no sentence that is read is longer."""


def put(level: Level, status: Status, stance: Stance) -> str:
    """How a source puts a claim, what is notable first: "denied", "possible, plan", "forecast"; else "stated"."""
    open_ = status in (Status.CONDITIONAL, Status.QUESTION)  # says by itself that nothing is asserted
    withheld = stance is Stance.WITHHOLDS and not open_
    parts = [STANCES[stance]] if stance is Stance.DENIES or withheld else []
    if level is Level.PROBABLE and status is Status.PLANNED:
        return ", ".join((*parts, "forecast"))
    if level in (Level.PROBABLE, Level.POSSIBLE) or (level is Level.UNKNOWN and not parts and not open_):
        parts.append(LEVELS[level])
    if status is not Status.ASSERTED:
        parts.append(STATUSES[status])
    return ", ".join(parts) or STATED


def put_claim(claim: ClaimRecord) -> str:
    """See `put`."""
    return put(claim.level, claim.status, claim.stance)


def said(claim: ClaimRecord) -> str:
    """The statement of a claim, on one line."""
    return in_a_line(claim.statement.text)


def said_shortly(claim: ClaimRecord) -> str:
    """The same, cut between words where it is very long, and how much was."""
    words = said(claim)
    if len(words) <= LONGEST:
        return words
    kept = words[:LONGEST].rpartition(" ")[0] or words[:LONGEST]
    return f"{kept} … (cut: {len(words) - len(kept):,} characters more)"


def is_restated(claim: ClaimRecord) -> bool:
    """Whether the statement is not just the sentence as it stands."""
    return claim.statement.text != " ".join(claim.text.split())


def likelihood(value: Likelihood) -> str:
    """ "80 to 95 % (ICD 203)"."""
    return f"{value.low:.0f} to {value.high:.0f} % ({value.scale})"


def hop(value: Hop) -> str:
    """ "Turkish media (media, role)"; the article's own words too where the full name differs from them."""
    words = in_a_line(value.label)
    if value.name and value.holder and in_a_line(value.holder) != words:
        words += f", here “{in_a_line(value.holder)}”"
    return f"{words} ({who(value)})"


def who(value: Hop | SourceRecord) -> str:
    """ "official, named"."""
    return called(value.kind, value.naming)


def called(kind: Kind | None, naming: Naming | None) -> str:
    """What a source is, as far as it is known: "media, described"."""
    return ", ".join([*([KINDS[kind]] if kind else []), *([NAMINGS[naming]] if naming else [])])


def chain(attribution: Sequence[Hop]) -> str:
    """Who says so: the source that the article cites first, then whoever that source cites."""
    return " → ".join(hop(one) for one in attribution) or OWN_VOICE


def change(value: ChangeRecord) -> str:
    """ "altered"; where it is no doing of the outlet, "read differently: altered"."""
    return f"read differently: {value.change}" if value.cause == "reading" else value.change


def shortened(text: str, most: int = 60) -> str:
    """`text` on one line, cut between words where it is longer than `most` characters."""
    whole = in_a_line(text)
    if len(whole) <= most:
        return whole
    return f"{whole[:most].rpartition(' ')[0] or whole[:most]} …"


def quoted(text: str, spans: Sequence[Span]) -> str:
    """The words at the spans of `text`, each in quotation marks."""
    return ", ".join(f"“{in_a_line(text[start:end])}”" for start, end in spans)


def cue_words(claim: ClaimRecord, spans: Sequence[Span]) -> str:
    """The words at spans of the claim's article, as far as they stand in the claim's sentence."""
    inside = [(max(a, claim.start), min(b, claim.end)) for a, b in spans if a < claim.end and b > claim.start]
    return quoted(claim.text, [(a - claim.start, b - claim.start) for a, b in inside])


def reason(value: ReasonRecord) -> str:
    """ "how far it has got: “advanced stage” against “conceptual”"."""
    joint = "and" if value.kind.value.startswith("same-") else "against"
    a, b = in_a_line(value.a_text), in_a_line(value.b_text)
    words = f"“{a}” in both" if a.casefold() == b.casefold() else f"“{a}” {joint} “{b}”"
    note = in_a_line(value.note).removeprefix(f"{a} {joint} {b}").removeprefix(": ").strip()
    note = note[1:-1] if note.startswith("(") and note.endswith(")") else note
    left, agrees, right = note.partition(" agrees with ")
    if agrees and left.casefold() == right.casefold():
        note = ""  # the words in both say so already
    return f"{reason_kind(value.kind)}: {words}" + (f" ({note})" if note else "")


def reason_kind(kind: ReasonKind) -> str:
    """ "number", "how far it has got", "the same place"."""
    plain = kind.value.removeprefix("same-")
    if kind in CLASHES or plain == kind.value:
        return CLASHES.get(kind, plain)
    return f"the same {plain}"


def clashing(link: LinkRecord) -> tuple[ReasonRecord, ...]:
    """The reasons of a link that are clashes, not agreements."""
    return tuple(one for one in link.reasons if not one.kind.value.startswith("same-"))


def clash_kinds(link: LinkRecord) -> list[str]:
    """What clashes, each kind once, the strongest first."""
    return list(dict.fromkeys(reason_kind(one.kind) for one in clashing(link)))


def reasons(link: LinkRecord) -> list[str]:
    """Clashes, then agreements, each with its words."""
    clashes = clashing(link)
    return [reason(one) for one in (*clashes, *(one for one in link.reasons if one not in clashes))]


def share(done: int, of: int) -> str:
    """How much of something is done, in percent."""
    return f"{min(100, 100 * done // max(of, 1))} %"


def count(number: int, noun: str) -> str:
    """ "1 article", "2 articles"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def faults(lines: Sequence[str], most: int = 3) -> list[str]:
    """The first of some faults, and how many more there are."""
    more = len(lines) - most
    return [*lines[:most], *([f"{count(more, 'more fault')} of this kind or others"] if more > 0 else [])]


def brought(summary: MergeSummary) -> str:
    """ "2 articles, 33 claims, 7 links, 1 log entry"."""
    nouns = ((summary.articles, "article"), (summary.claims, "claim"), (summary.links, "link"))
    entries = f"{summary.entries} log entr{'y' if summary.entries == 1 else 'ies'}"
    return ", ".join([*(count(number, noun) for number, noun in nouns), entries])


CONTRADICTING = {
    "review": "verdicts contradict each other",
    "rating": "grades contradict each other",
    "correction": "corrections contradict each other",
}
"""What is to be said of each kind of contradiction; until somebody decides, none of the sides counts."""


CONTRADICTIONS = "Decisions that contradict each other; none counts until a person decides"


def judged(link: LinkRecord) -> str:
    """What people say of a link, as a sentence; nothing where nobody did."""
    if link.contested:
        return f"People had not seen each other's decision on this link, and their {CONTRADICTING['review']}."
    return f"A person {link.verdict}ed this link." if link.verdict else ""


def grade(record: SourceRecord | OutletRecord) -> str:
    """ "B, usually reliable"; or that people contradict each other."""
    return CONTRADICTING["rating"] if record.contested else GRADES[record.grade]


def decided(side: Side) -> str:
    """ "accept", "reject (Mostly false)", "grade B"."""
    value = f"grade {side.value}" if len(side.value) == 1 else side.value
    return f"{value} ({side.wording})" if side.wording else value


def side(value: Side) -> str:
    """ "accept, says Kim on 2026-03-01 (entry 7): seen"."""
    return f"{decided(value)}, says {value.by} on {value.at:%Y-%m-%d} (entry {value.entry}){because(value.why)}"


def because(why: str) -> str:
    """ ": compared the passages"; nothing where no reason was given."""
    return f": {why}" if why else ""


def contradiction_rows(found: Iterable[Contradiction]) -> Iterator[tuple[str, str, str]]:
    """What contradicts itself, on what, and both sides."""
    for one in found:
        yield CONTRADICTING[one.what], one.label, "; ".join(side(each) for each in one.sides)


def origins(value: Origins) -> str:
    """ "1 independent source", "2 to 3 independent sources"."""
    return f"{value} independent source{'s' * (value.high > 1)}"


def merge(why: str) -> str:
    """Why tellings count as one source; where both are called the same, that is said once."""
    words = in_a_line(why)
    same = _MAY_BE_SAME.fullmatch(words)
    if same is None or same["one"].casefold() != same["other"].casefold():
        return words
    return f"“{same['one']}” in both may be the same"


_MAY_BE_SAME = re.compile(r"(['\"])(?P<one>.*)\1 may be the same as (['\"])(?P<other>.*)\3")


def group(value: GroupRecord) -> str:
    """ "3 articles, 2 independent sources"."""
    return f"{count(value.articles, 'article')}, {origins(value.origins)}"


def same(link: LinkRecord) -> str:
    """ "says the same? 42 in 100 do": how many of such pairs do; without a number where none is known."""
    return "says the same?" if link.agreement is None else f"says the same? {100 * link.agreement:.0f} in 100 do"


def place(claim: ClaimRecord) -> str:
    """The file or page that a claim stands in."""
    return in_a_line(claim.file or claim.outlet or claim.title or claim.article)


def where(place: str | None) -> str:
    """Where something stood in the original, as a reader looks it up: "page 3", "paragraph 4"; else nothing."""
    name, _, number = (place or "").partition("=")
    return f"{name} {number}" if name in ("page", "paragraph") and number.isdecimal() else ""


def file_name(path: str) -> str:
    """The last part of a path or an address, for where there is little room."""
    return in_a_line(path.replace("\\", "/").rstrip("/").rpartition("/")[2] or path)


def article(record: ArticleRecord) -> str:
    """What to call an article: its title, else its file or address."""
    return in_a_line(record.title or record.file or record.url or record.id)


def headline(record: ArticleRecord) -> str:
    """What to call an article on its own page: its title, else the last part of its file or address."""
    return in_a_line(record.title) if record.title else file_name(record.file or record.url or record.id)


def publication(claim: ClaimRecord) -> str:
    """What to call the article of a claim in a list: its outlet, else its title, else its file."""
    return in_a_line(claim.outlet or claim.title or file_name(claim.file or claim.article))
