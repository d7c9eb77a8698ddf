"""What sort of source a holder is, and how the article names it, from the words alone.

A phrase is read as title, name and complement: "US Defence Secretary | Robert Gates", "Researchers at | security firm
Trend Micro". The noun at the head of the title decides, neutral heads ("spokeswoman", "chief") take the kind of what
they stand for, and a name without a title is looked up. All words are data (`sources.toml`, `places.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from provenance.language.data import load
from provenance.language.names import is_particle
from provenance.language.places import places
from provenance.language.words import rarity, stem
from provenance.model import Kind, Naming

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|\d+(?:st|nd|rd|th)\b|[^\W_]+(?:[-.&'’][^\W_]+)*\.?|[^\W_]")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:the|an?|this|that|these|those|another|same|one)\s+", re.IGNORECASE)
_CUT = re.compile(r"[,;:(—–]| - |\bwho\b|\bwhich\b|\bthat\b", re.IGNORECASE)
_DETERMINERS = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "another",
        "other",
        "same",
        "said",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "several",
        "many",
        "most",
        "all",
        "both",
        "some",
        "any",
        "no",
        "its",
        "his",
        "her",
        "their",
        "our",
        "my",
        "your",
    ]
)
_POSTMODIFIER = re.compile(r"[a-z]+(?:ed|ing)$|there$|here$|held$|made$|known$|seen$")
_PERSONAL = re.compile(r"(?:Mr|Mrs|Ms|Miss|Mx)\.?", re.IGNORECASE)
_PAST = frozenset(("former", "ex", "retired", "late"))
_OF = frozenset({"of", "for", "in"})
_LONGEST = 4
_LONGEST_PHRASE = 400
"""What lies beyond so many characters of a phrase is not looked at."""
UNCOMMON = 7.0
"""From this rarity on, a capital at the front of a sentence is that of a name."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A holder's words taken apart. `title` and `name` may be empty; `complement` follows a link word ("for", "at")."""

    title: tuple[str, ...]
    name: tuple[str, ...]
    complement: str
    head: str
    kind: Kind | None
    """What the title's head noun says; None for neutral heads and bare names."""


@cache
def _nouns() -> dict[tuple[str, ...], str]:
    table: dict[tuple[str, ...], str] = {}
    source = load("sources")
    for speaker in source["roles"]["speakers"]:
        table[(speaker,)] = "speaker"
    for kind, phrases in source["nouns"].items():
        for phrase in phrases:
            table.setdefault(tuple(phrase.split()), kind)
    for phrase in source["hidden"]["nouns"]:
        table[tuple(phrase.split())] = "hidden"
    for phrase in source["nouns"]["organisation"]:
        if phrase in source["roles"]["speakers"]:
            table[(phrase,)] = "speaker"
    return table


@cache
def _title_words() -> dict[str, Kind | None]:
    titles = load("sources")["titles"]
    return {
        word.replace(".", ""): None if kind == "none" else Kind(kind)
        for kind, words in titles.items()
        for word in words
    }


def is_title(word: str) -> bool:
    """Whether a word before a name says what somebody is ("Clerk", "Lt."), and not what a body is."""
    plain = _undotted([word])
    return plain in _title_words() or (_nouns().get((plain,), Kind.DOCUMENT) != Kind.DOCUMENT and not is_body(plain))


@cache
def _lookup(which: str) -> dict[str, Kind]:
    return {word.casefold(): Kind(kind) for kind, words in load("sources")[which].items() for word in words}


def without_article(words: str) -> str:
    """A phrase without the article or demonstrative that opens it."""
    return _ARTICLE.sub("", words)


def _tokens(words: str) -> list[str]:
    return [token[0] for token in _TOKEN.finditer(words)]


@lru_cache(maxsize=1 << 14)
def _plain(token: str) -> str:
    return _POSSESSIVE.sub("", token).casefold()


def _noun_ending_at(tokens: Sequence[str], end: int) -> tuple[int, str] | None:
    """The longest noun of the lists that ends before `end`: where it starts, and what it is."""
    plain = [_plain(token) for token in tokens[max(0, end - _LONGEST) : end]]
    for length in range(len(plain), 0, -1):
        found = _nouns().get(tuple(plain[len(plain) - length :]))
        if found:
            return end - length, found
    return None


@lru_cache(maxsize=1 << 12)
def take_apart(words: str) -> Phrase:
    """`words` as title, name and complement."""
    words = words[:_LONGEST_PHRASE]
    main = _CUT.split(words, maxsplit=1)[0] or words
    tokens = _tokens(main)
    while len(tokens) > 1 and tokens[0].casefold() in _DETERMINERS:
        tokens = tokens[1:]
    tokens = without_honours(tokens)
    if (titled := _titled(tokens)) is not None:
        return titled
    cut, width = _link(tokens)
    core, complement = tokens[:cut], " ".join(tokens[cut + width :])
    for end in range(len(core), 0, -1):
        found = _noun_ending_at(core, end)
        after = core[end:]
        if found and after and found[1] == Kind.DOCUMENT:
            continue  # "Bill Duarte"
        if found and all(is_proper(token) or not token[:1].isalpha() or is_particle(token) for token in after):
            is_name_itself = found[1] != "hidden" and is_proper(core[0]) and _known_name(" ".join(core)) is not None
            if not is_name_itself:
                told = None if found[1] in ("speaker", "hidden") else Kind(found[1])
                head = " ".join(_plain(token) for token in core[found[0] : end])
                more, name = _split_title(after)
                title = (*core[:end], *more)
                return Phrase(title, name, complement, head, told or (_title_kind(title) if more else None))
    for end in range(len(core) - 1, 0, -1):
        found = _noun_ending_at(core, end)
        if found and _POSTMODIFIER.match(core[end]):
            kind = None if found[1] in ("speaker", "hidden") else Kind(found[1])
            head = " ".join(_plain(token) for token in core[found[0] : end])
            return Phrase(tuple(core[:end]), (), " ".join([*core[end + 1 :], complement]).strip(), head, kind)
    title, name = _split_title(core)
    return Phrase(title, name, complement, "", _title_kind(title))


def _titled(tokens: Sequence[str]) -> Phrase | None:
    """A name behind an office of something ("Secretary of State First Last"), or behind "Mr" whatever it means."""
    if office := _office(tokens):
        cut, width = _link(tokens[office:])
        core, complement = tokens[office : office + cut], " ".join(tokens[office + cut + width :])
        return Phrase(tuple(tokens[:office]), tuple(core), complement, _plain(tokens[0]), Kind.OFFICIAL)
    if len(tokens) > 1 and _PERSONAL.fullmatch(tokens[0]) and all(map(is_proper, tokens)):
        title, name = _split_title(tokens)
        if name and _undotted(name) not in _title_words():  # "Mr. Law", but not "Mr. President"
            return Phrase(title, name, "", "", _title_kind(title))
    return None


def _link(tokens: Sequence[str]) -> tuple[int, int]:
    """Where the first link word after the first token stands, and of how many words it is."""
    links = load("sources")["roles"]["links"]
    for at in range(1, len(tokens)):
        if " ".join(tokens[at : at + 2]).casefold() in links:
            return at, 2
        if tokens[at] in links:
            return at, 1
    return len(tokens), 0


def _split_title(tokens: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Titles, ranks and honours at the front of a name, one after another ("Lt", "Maj. Gen.", "Rev Dr")."""
    at = 0
    while length := _title_at(tokens, at):
        at += length
    return tuple(tokens[:at]), tuple(tokens[at:])


def _title_at(tokens: Sequence[str], at: int) -> int:
    """How many tokens a title at `at` has, before a name; 0 for none."""
    for length in range(min(_LONGEST, len(tokens) - 1 - at), 0, -1):
        if _undotted(tokens[at : at + length]) in _title_words():
            return length
    return 0


def _title_kind(title: Sequence[str]) -> Kind | None:
    """What a row of titles says: the last that says anything, and somebody whose office is over is a person."""
    at, kind = 0, None
    while at < len(title):
        length = _title_at([*title, ""], at) or 1
        words = _undotted(title[at : at + length])
        if words in _PAST:
            return Kind.PERSON
        kind = _title_words().get(words) or kind
        at += length
    return kind


def _undotted(tokens: Sequence[str]) -> str:
    return " ".join(tokens).casefold().replace(".", "")


def _office(tokens: Sequence[str]) -> int:
    """How many tokens an office "of" something has before a name ("Secretary of State", "Special Agent in Charge")."""
    for length in range(min(_LONGEST + 2, len(tokens) - 1), 2, -1):
        if not tokens[length][:1].isupper():
            continue
        if tokens[1] in _OF and _undotted(tokens[:length]) in _title_words():
            return length
        for at in range(1, length - 1):
            portfolio = _undotted(tokens[at + 1 : length]).removeprefix("the ")
            head = tokens[at - 1].casefold()
            if tokens[at] in _OF and portfolio in _portfolios() and (head,) in _nouns():
                return length
    return 0


@cache
def _portfolios() -> frozenset[str]:
    return frozenset(load("sources")["roles"]["portfolios"])


def without_honours(tokens: Sequence[str]) -> list[str]:
    """A name's words without the letters after it ("Helen Osgood QC", "Dame Ruth Ellery MP")."""
    after = load("sources")["titles_after"]
    kept = list(tokens)
    while len(kept) > 2:
        letters = kept[-1].replace(".", "")
        if letters not in after["honours"] and not (letters in after["offices"] and _title_at(kept, 0)):
            break
        kept.pop()
    return kept


def without_offices(words: str) -> tuple[str, str]:
    """A person's name and the letters after it that tell an office: "Nia Powell MP" is "Nia Powell" and "MP"."""
    name, _, letters = words.rpartition(" ")
    return (name, letters) if " " in name and letters in load("sources")["titles_after"]["offices"] else (words, "")


def is_body(head: str) -> bool:
    """Whether a head noun is that of a body ("agency"), not of a person ("spokesman")."""
    return _BODIES.search(head) is not None


def _known_name(name: str) -> Kind | None:
    """What a proper name says of itself: a known body or outlet, a country or capital, a telling last word."""
    folded = _POSSESSIVE.sub("", name).casefold().removeprefix("the ")
    known = _lookup("names").get(folded)
    if known:
        return known
    found = places(_POSSESSIVE.sub("", name))
    if found and found[0].start == 0 and found[0].end == len(_POSSESSIVE.sub("", name)) and not found[0].people:
        return Kind.OFFICIAL
    tokens = _tokens(name)
    if len(tokens) > 1 and tokens[-1][:1].isupper():
        return _lookup("tails").get(_plain(tokens[-1])) or _lookup("tails").get(tokens[-1].casefold())
    return None


def is_proper(token: str) -> bool:
    """Whether a word has a capital of its own, perhaps behind a particle ("al-Rashidi")."""
    return token[:1].isupper() or (token.rpartition("-")[2][:1].isupper() and is_particle(token.partition("-")[0]))


def _kind_of_speaker(phrase: Phrase) -> Kind | None:
    """What a neutral head stands for: words before it, else what follows "for" or "of"."""
    before = phrase.title[: -len(phrase.head.split())]
    for end in range(len(before), 0, -1):
        found = _noun_ending_at(before, end)
        if found and found[1] not in ("speaker", "hidden"):
            return Kind(found[1])
        known = _known_name(" ".join(before[:end])) or _known_name(before[end - 1])
        if known:
            return known
        if before[end - 1].casefold() in load("sources")["roles"]["state"]:
            return Kind.OFFICIAL
        place = places(" ".join(before[:end]))
        if place and place[-1].end == len(" ".join(before[:end])):
            return Kind.OFFICIAL
    if phrase.complement:
        return kind_of(phrase.complement)
    return None


@lru_cache(maxsize=1 << 12)
def kind_of(words: str) -> Kind | None:
    """What sort of source `words` are; None when they do not tell."""
    phrase = take_apart(words)
    if is_hidden(words):
        kind = _kind_of_speaker(phrase)
        return kind if kind is Kind.OFFICIAL else Kind.UNKNOWN
    if phrase.kind is not None:
        return phrase.kind
    if phrase.head:
        alone = load("sources")["roles"]["alone"].get(phrase.head)
        kind = _kind_of_speaker(phrase)
        if kind is None and phrase.title[:-1] and is_proper(phrase.title[0]) and alone != "official":
            return Kind.ORGANISATION
        return kind or (Kind(alone) if alone else None)
    known = _known_name(" ".join(phrase.name)) if phrase.name else None
    if known is None and phrase.complement and phrase.name:
        known = _lookup("tails").get(_plain(phrase.name[-1])) or _lookup("names").get(" ".join(phrase.name).casefold())
    return known


@lru_cache(maxsize=1 << 12)
def is_hidden(words: str) -> bool:
    """Whether `words` withhold or hide who the source is ("sources", "reportedly", "people familiar with …")."""
    lowered = without_article(words.casefold())
    markers, openings, nouns = _hiding()
    if markers.search(lowered) or openings.match(lowered):
        return True
    phrase = take_apart(words)
    return not phrase.name and phrase.head in nouns


@cache
def _hiding() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    """Words that hide a source anywhere in a phrase, those that do at its front, and nouns that do as its head."""
    hidden = load("sources")["hidden"]
    anywhere = "|".join(map(re.escape, (*hidden["anonymity"], *hidden["words"])))
    front = "|".join(re.escape(noun) for noun in hidden["nouns"] if " " in noun)
    return re.compile(anywhere), re.compile(rf"(?:\w+ )?(?:{front})"), frozenset(hidden["nouns"])


_BODIES = re.compile(
    r"(?:government|ministry|army|navy|military|air force|police|court|parliament|senate|congress|council|commission|"
    r"committee|office|department|agency|bureau|embassy|consulate|center|centre|institute|university|observatory|"
    r"survey|service|newspaper|magazine|daily|radio|television|tv|channel|company|firm|bank|party|union|association|"
    r"foundation|federation|league|club|church|hospital|school|patrol|guard|brigade|department|treasury|cabinet|"
    r"administration|regulator|legislature|tribunal|authority|airline|studio|group|board|trust|society|weekly)$"
)


def naming_of(words: str) -> Naming:
    """How `words` name a source: by a proper name, by a role, or not at all."""
    if is_hidden(words):
        return Naming.ANONYMOUS
    phrase = take_apart(words)
    if phrase.head == "reports" and len(phrase.title) == 1:
        return Naming.ANONYMOUS
    if phrase.name and any(is_proper(token) for token in phrase.name):
        return Naming.NAMED
    if not phrase.title:
        return Naming.ROLE
    if (
        phrase.head in ("statement", "statements")
        and phrase.complement
        and naming_of(phrase.complement) is Naming.NAMED
    ):
        return Naming.NAMED
    qualified = any(is_proper(token) and token.casefold() not in _DETERMINERS for token in phrase.title[:-1])
    body = _BODIES.search(phrase.head) is not None
    if body and qualified and not _only_sentence_case(phrase.title):
        return Naming.NAMED
    if body and phrase.title[-1][:1].isupper() and phrase.complement and is_proper(phrase.complement):
        return Naming.NAMED
    return Naming.ROLE


def _only_sentence_case(title: Sequence[str]) -> bool:
    """Whether a capital at the front is only that of a sentence ("State police", "Local newspapers")."""
    if any(is_proper(token) for token in title[1:]):
        return False
    first = title[0]
    named = _POSSESSIVE.search(first) or places(first) or not first[1:].islower() or rarity(stem(first)) >= UNCOMMON
    return not named
