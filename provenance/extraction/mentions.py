"""Mentions: the words of an article that speak of somebody, each read once, with what they say of him.

Two sorts: names, wherever they stand, with the title and the description beside them (`names_in`), and the holders
of the tagger's marks, whatever their words (`mention`). Who they are is decided in `entities`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, lru_cache

from provenance.extraction.sources import (
    Phrase,
    is_body,
    is_proper,
    is_title,
    kind_of,
    naming_of,
    take_apart,
    without_article,
    without_honours,
)
from provenance.language.data import load
from provenance.language.names import given_names, is_particle, plain_words
from provenance.language.places import places
from provenance.language.sentences import Sentence
from provenance.language.words import fold, is_common, rarity, stem
from provenance.model import Naming

_LETTER = "A-ZÀ-ÖØ-ÞĀ-Žİ"
_TITLED = (
    r"(?:Mr|Mrs|Ms|Dr|Lt|Sgt|Capt|Col|Gen|Gov|Sen|Rep|Prof|Cpl|Maj|Const|Det|Insp|Supt|St|Rev|Hon|Adm|Cmdr|Brig)\."
)
_WORD = rf"(?:{_TITLED}(?=\s)|[{_LETTER}]\.(?:[A-Z]\.)*|[{_LETTER}][^\W\d_]*(?:[-'’][{_LETTER}a-z][^\W\d_]+)*)"
_PARTICLE = rf"(?:{'|'.join(map(re.escape, load('names')['particles']))})"
_RUN = re.compile(rf"\b{_WORD}(?:[ \u00a0-](?:{_PARTICLE}[ \u00a0-])*{_WORD})*(?:(?<= [JS]r)\.|,? [JS]r\b\.?)?")
_BODY = re.compile(
    rf"(?:(?:['’]s)?[ \u00a0](?:{_WORD}[ \u00a0])*?"
    rf"(?:[Oo]ffice|[Dd]epartment|[Pp]olice|[Aa]dministration|[Cc]ampaign|[Gg]overnment))"
    rf"(?:[ \u00a0](?:of|for)[ \u00a0](?:the[ \u00a0])?{_WORD}(?:[ \u00a0](?:and[ \u00a0])?{_WORD})*)?"
    rf"|[ \u00a0](?:of|for)[ \u00a0](?:the[ \u00a0])?{_WORD}(?:[ \u00a0](?:and[ \u00a0])?{_WORD})*"
)
"""What makes the name of a body longer: "… County Sheriff's Office", "… police", "Bureau of …"."""
_INNER = re.compile(r"[’']s?$")
_LONGEST = 120
"""A longer run of capitalised words is a heading, not a name."""
_OPENS = re.compile(r"(?:^|[.!?:;\n“\"‘(—–-]\s*[“\"‘(]?|[.!?][”\"’)]*\s+)$")
_AFTER = re.compile(
    r"(?:,\s*(?:\d{1,3},\s*)?(?P<apposition>(?:an?|the|his|her|its|their|who|one|then|former|[a-z])[^,;.“”\"()]{3,90}"
    r"|[A-Z][^,;.“”\"()]{3,90}))"
    r"|(?:\s+of\s+(?P<of>(?:the\s+)?[^,;.“”\"()]{3,50}))|(?:\s*\((?P<paren>[^()]{2,40})\))"
    r"|(?:,?\s+(?P<who>who\s+(?:\w+ly\s+)?(?:directs?|heads?|leads?|runs?|chairs?|represents?|owns?|founded|works?"
    r"|teaches|is|was)\b[^,;.“”\"()]{3,80}))"
)
_BEFORE = re.compile(r"(?P<words>[^,;.“”\"():]{3,80}),\s*$")
_OFFICE = re.compile(r"[A-Z][\w-]+ (?:of|for|in) (?:the )?$")
_NEAREST = 40
_NEAR = re.compile(r"((?:[\w’'-]+ ){1,4})$")
_OFTEN = 3
"""A name is described where it stands for the first times."""
_BESIDE = 90
"""A description stands at most this many characters before its name."""
_PREPOSITION = re.compile(r"\b(?:by|to|with|from|when|that|and)\s+")
_HEADS = re.compile(
    r"^(?:who\s+)?(?:directs?|heads?|leads?|runs?|chairs?|represents?|owns?|founded|works?\s+(?:for|at)|teaches\s+at)\s+",
    re.IGNORECASE,
)
_VERB = re.compile(r"(?:told|said|says|saying|speaking|\w+ed|\w+ing)\b")
_OWNED = re.compile(r"(?:his|her|its|their|my|our)\s+\S", re.IGNORECASE)
_DEFINITE = re.compile(r"\b(?:the|this|that|these|those|same)\s+$", re.IGNORECASE)
_INDEFINITE = re.compile(r"\b(?:an?|another|some|several|many|two|three|other)\s+$", re.IGNORECASE)
_ISSUED = re.compile(
    r"(?:a |the )?(?:\w+ )?(?:statement|tweet|letter|email|e-mail|post|news release|press release)\b", re.IGNORECASE
)
_LINK = re.compile(r"\s(?:for|of|from|at|with|in|by|on|to|inside|within|who|which|that|whose|close|familiar)\b")
_CLAUSE = re.compile(r"[,;]|\b(?:for|from|at|with|in|by|on|to|who|which|that|whose|and)\b|['’]s\b")
_OF = re.compile(r"\bof\s+(?:the\s+)?$")
_SMALL = re.compile(r"\b[a-z]{4,}\b")
COMMON = 4.0
"""Below this rarity a word may stand before a name for the sentence's sake."""
_LAST = re.compile(r"([^\W\d_][\w’'-]*)\W*$")

HE, SHE = frozenset(("he", "him", "his")), frozenset(("she", "her", "hers"))
IT, THEY = frozenset(("it", "its")), frozenset(("they", "them", "their"))
SELF = frozenset(("we", "us", "our", "i", "me", "my", "you"))
RELATIVES = frozenset(("who", "which", "that", "whose"))
PRONOUNS = HE | SHE | IT | THEY | SELF
_MALE = frozenset(("mr", "sir", "lord", "king", "prince", "herr", "monsieur"))
_FEMALE = frozenset(("mrs", "ms", "miss", "dame", "lady", "queen", "princess", "frau", "madame"))


class Form(StrEnum):
    """What sort of words speak of somebody."""

    NAME = "name"
    PERSONAL = "personal"
    IT = "it"
    THEY = "they"
    SELF = "self"
    RELATIVE = "relative"
    OWNED = "owned"
    DEFINITE = "definite"
    BARE = "bare"
    INDEFINITE = "indefinite"


@dataclass(frozen=True, slots=True)
class Reference:
    """Words at `start`..`end` that speak of somebody.

    `name` is the proper name in them without title, `parts` its words folded, `heads` the nouns that describe,
    `beside` the descriptions that stand with a name. `male` is None where the words do not tell.
    """

    start: int
    end: int
    words: str
    form: Form
    name: str = ""
    parts: tuple[str, ...] = ()
    heads: frozenset[str] = frozenset()
    beside: tuple[str, ...] = ()
    male: bool | None = None
    plural: bool = False


class Names:
    """The names in the sentences of a text, for looking up which of them stand where."""

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        starts = [sentence.start for sentence in sentences]
        ends = [0, *(sentence.end for sentence in sentences)]
        self.all = [
            name
            for name in names_in(text)
            if name.start < ends[bisect_right(starts, name.start)] or _in_sentence_case(text, name.start)
        ]
        self._starts = [name.start for name in self.all]

    def within(self, start: int, end: int) -> list[Reference]:
        """The names that begin within `start`..`end`."""
        return self.all[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def person(self, start: int, end: int) -> Reference | None:
        """The first person named in full within `start`..`end`."""
        for name in self.within(start, end):
            if name.end <= end and len(name.parts) > 1 and has_person_shape(name.name):
                return name
        return None

    def ending(self, start: int, end: int) -> Reference | None:
        """The person whose full name is the last words of `start`..`end`."""
        for name in reversed(self.within(start, end)):
            if name.end == end and len(name.parts) > 1 and has_person_shape(name.name):
                return name
        return None

    def knows(self, words: str) -> bool:
        """Whether `words` are one of the names, or the end of one ("Duarte")."""
        return words[:1].isupper() and parts_of(" ".join(take_apart(words).name)) in self._forms

    @cached_property
    def _forms(self) -> frozenset[tuple[str, ...]]:
        return frozenset(form for name in self.all for form in (name.parts, name.parts[-1:]))


def _in_sentence_case(text: str, at: int) -> bool:
    """Whether a line, such as a headline, has capitals for the sake of its names alone."""
    line = text[text.rfind("\n", 0, at) + 1 : at + _LONGEST].partition("\n")[0]
    return len(_SMALL.findall(line)) > 1


def names_in(text: str) -> Iterator[Reference]:
    """The names of `text`, in order, with what stands beside each."""
    found = [match for match in _RUN.finditer(text) if len(match[0]) <= _LONGEST]
    runs = {match[0].replace("\u00a0", " ") for match in found if not _opens(text, match.start())}
    inside = {word for run in runs for word in run.split()}
    seen: Counter[str] = Counter()
    for match in found:
        start = match.start() + (_opener(text, match, inside) or _lead(text, match, runs, inside))
        if start < match.end():
            seen[match[0]] += 1
            alone = seen[match[0]] > _OFTEN
            longer = None if fold(text[start : match.end()]) in plain_words() else _BODY.match(text, match.end())
            body = _named(text, start, text[start : longer.end()], alone=alone) if longer else None
            if body is None or body.name == match[0] or kind_of(body.name) is None:
                body = _named(text, start, text[start : match.end()], alone=alone)
            if body is not None:
                yield body


def _opens(text: str, start: int) -> bool:
    return start == 0 or _OPENS.search(text, max(0, start - 4), start) is not None


def _opener(text: str, match: re.Match[str], inside: set[str]) -> int:
    """How many characters at the front of a run are there for the sentence's sake, not for the name's."""
    at = 0
    words = re.split(r"[ \u00a0]", match[0])
    opens = _opens(text, match.start())
    if len(words) > 1 and words[0] == "The":
        at, words = 4, words[1:]
    for index, word in enumerate(words):
        small = word.casefold() in opening_words() or word.casefold() in _determiners()
        lone = " " not in match[0] and "\u00a0" not in match[0] and opens and word not in inside and not word.isupper()
        if not small and not (lone and index == 0):
            break
        at += len(word) + 1
    return min(at, len(match[0]))


def _lead(text: str, match: re.Match[str], runs: set[str], inside: set[str]) -> int:
    """How many characters at the front of a run are common words of the sentence, before a name that stands by itself
    elsewhere ("Plus Duarte")."""
    words = match[0].replace("\u00a0", " ").split(" ")
    if len(words) < 2 or not _opens(text, match.start()):
        return 0
    at = 0
    for index, word in enumerate(words[:-1]):
        if word in inside or not _is_plain(word):
            return 0
        at += len(word) + 1
        rest = words[index + 1 :]
        if " ".join(rest) in runs and not is_body(rest[0].casefold()):
            return at
    return 0


def _is_plain(word: str) -> bool:
    """Whether a word with a capital is a common one, and no name that somebody or some place bears."""
    common = rarity(stem(word.casefold())) < COMMON and word[1:].islower()
    given = word.casefold() in given_names() or word.casefold() in load("joining")["given"]
    return common and not given and not places(word) and not is_title(word)


@cache
def opening_words() -> frozenset[str]:
    """Words that open a sentence before a name: prepositions, conjunctions, subordinators, common adverbs."""
    grammar = load("grammar")
    classes = ("prepositions", "subordinators", "conjunctions")
    lists = [words for name in (*classes, "auxiliaries") for words in grammar[name].values()]
    found = frozenset(word for words in (*lists, grammar["adverbs"]["words"]) for word in words.split())
    return found - RELATIVES - frozenset(grammar["determiners"]["words"].split())


def _named(text: str, start: int, run: str, *, alone: bool) -> Reference | None:
    """A run of capitalised words as a name with its title; None for a place, a date, a bare title.

    `alone`: what stands beside it is not looked at.
    """
    office = _OFFICE.search(text, max(0, start - _NEAREST), start)
    read = _read(run, office[0] if office else "")
    if read is None:
        return None
    name, offset, title, parts = read
    at = start + offset
    beside = () if alone else tuple(stands_beside(text, start, at + len(name)))
    descriptions = (title, *beside) if title else beside
    heads = frozenset(head for words in descriptions for head in heads_of(words)) | _own_heads(name)
    return Reference(at, at + len(name), name, Form.NAME, name, parts, heads, descriptions, _gender(title))


@lru_cache(maxsize=1 << 13)
def _read(run: str, office: str) -> tuple[str, int, str, tuple[str, ...]] | None:
    """The name in a run of capitalised words that may go on an `office`: with its place, its title, its parts."""
    bare_run = " ".join(without_honours(_INNER.sub("", run).split(" ")))
    phrase = _in_office(office, bare_run) or take_apart(bare_run)
    if phrase.name:
        first = bare_run.rfind(phrase.name[0]) if phrase.title else 0
        name = bare_run[max(first, 0) :]
    elif phrase.title and is_body(phrase.head) and len(phrase.title) > 1:
        name = bare_run
    else:
        return None
    name = _without_title(_without_owner(_without_place(name)))
    parts = parts_of(name)
    if not parts or plain_words().issuperset(parts):
        return None
    return name, bare_run.rfind(name), " ".join(phrase.title) if phrase.name else "", parts


def _in_office(office: str, run: str) -> Phrase | None:
    """A run that goes on an office: "Secretary of | State Ana Duarte"."""
    phrase = take_apart(office + run) if office else None
    return phrase if phrase and phrase.name and len(phrase.title) > 2 and phrase.head else None


@lru_cache(maxsize=1 << 12)
def _own_heads(name: str) -> frozenset[str]:
    """The nouns in the name of a body that it may be called by: "the department", "police"."""
    return frozenset(word for word in name.casefold().split()[1:] if is_body(word))


@cache
def _determiners() -> frozenset[str]:
    return frozenset(load("grammar")["determiners"]["words"].split())


def _without_owner(name: str) -> str:
    """A person's name without whose he is ("Acme's Ana Duarte")."""
    rest = re.split(r"['’]s\s", name)[-1]
    return rest if rest != name and len(rest.split()) > 1 and kind_of(name) is None and has_person_shape(rest) else name


def _without_place(name: str) -> str:
    """A person's name without the place of his office before it ("Senator from Vermont Ana Duarte")."""
    found = places(name)
    rest = name[found[0].end :].strip() if found and found[0].start == 0 else ""
    return rest if len(rest.split()) > 1 and kind_of(name) is None and has_person_shape(rest) else name


def _without_title(name: str) -> str:
    """A person's name without an office or a calling of any words before it ("Palmer City Clerk Ana Duarte")."""
    words = name.split(" ")
    for at in range(len(words) - 2, 0, -1):
        rest = " ".join(words[at:])
        if is_title(words[at - 1]) and has_person_shape(rest) and kind_of(name) is None:
            cut = len(name) - len(rest)
            return name if any(place.start < cut < place.end for place in places(name)) else rest
    return name


@lru_cache(maxsize=1 << 13)
def parts_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without what follows it ("Jr")."""
    words = [fold(word).rstrip(".,") for word in re.split(r"[ \u00a0]", _INNER.sub("", name.strip())) if word]
    return tuple(word for word in words if word and word not in ("jr", "sr", "ii", "iii", "iv", "the"))


def _gender(title: str) -> bool | None:
    """Whether a title, or the noun at the head of a description, is of a man; None where it does not tell."""
    first = title.split()[0].casefold().rstrip(".") if title.strip() else ""
    if first in _MALE or first in _FEMALE:
        return first in _MALE
    told = {sex for head in heads_of(title) for sex in (True, False) if head in _gendered()[sex]} if title else set()
    return told.pop() if len(told) == 1 else None


@cache
def _gendered() -> dict[bool, frozenset[str]]:
    """The nouns that are of men (True), and of women."""
    nouns = load("grammar")["gendered"]
    return {True: frozenset(nouns["male"].split()), False: frozenset(nouns["female"].split())}


def stands_beside(text: str, start: int, end: int) -> Iterator[str]:
    """The descriptions right before and after a name."""
    before = _before(text, start)
    if before:
        yield before
    after = _AFTER.match(text, end)
    if after and not (after["apposition"] and _VERB.match(after["apposition"])):
        yield from (words for words in after.groups() if words)
        if after["of"]:
            rest = _AFTER.match(text, after.end())
            if rest and rest["apposition"] and not _VERB.match(rest["apposition"]):
                yield rest["apposition"]


def _before(text: str, start: int) -> str | None:
    """The description that ends where a name starts: "the mayor, Ana Duarte", "spokeswoman Ana Duarte"."""
    line = max(text.rfind("\n", max(0, start - _BESIDE), start) + 1, start - _BESIDE, 0)
    apart = _BEFORE.search(text, line, start)
    if apart:
        words = _PREPOSITION.split(apart["words"])[-1].strip()
        phrase = take_apart(words)
        return words if phrase.head and not phrase.name and not is_body(phrase.head) else None
    near = _NEAR.search(text, max(line, start - 60), start)
    if near is None:
        return None
    words = near[1].strip()
    phrase = take_apart(words)
    ends = phrase.head != "" and not phrase.name and phrase.head.split()[-1] == words.casefold().split()[-1]
    return words if ends else None


@lru_cache(maxsize=1 << 13)
def heads_of(description: str) -> frozenset[str]:
    """The last words of a description's head nouns ("police chief and former colonel" has two)."""
    found = []
    for part in re.split(r"\s+and\s+", _HEADS.sub("", description)):
        phrase = take_apart(without_article(part))
        if phrase.head:
            found.append(phrase.head.split()[-1])
        elif not phrase.name or not phrase.name[-1][:1].isupper():
            last = _LAST.search(_LINK.split(part, maxsplit=1)[0])
            if last and last[1].islower():
                found.append(last[1].casefold())
    return frozenset(found)


def description_of(words: str) -> str:
    """A description without the verb that leads it in ("who heads the agency" -> "the agency")."""
    return _HEADS.sub("", words)


def mention(text: str, start: int, end: int, names: Names) -> Reference:
    """The holder at `start`..`end` as a reference."""
    words = text[start:end]
    lowered = words.casefold()
    pronoun = _pronoun_form(lowered, words)
    if pronoun is not None:
        male = True if lowered in HE else False if lowered in SHE else None
        return Reference(start, end, words, pronoun, male=male, plural=pronoun is Form.THEY)
    plural = is_plural(words)
    if _OWNED.match(words):
        male = None if plural else _gender(words)
        return Reference(start, end, words, Form.OWNED, heads=heads_of(words), male=male, plural=plural)
    plain = _issuer(without_article(words))
    person = names.ending(start, end)
    before = (start, person.start if person else start)
    titled = person is not None and not _CLAUSE.search(text, *before) and not _OF.search(text, *before)
    name = person.name if person and titled else _without_title(proper_name(plain))
    if name:
        title = plain[: max(plain.rfind(name), 0)].strip()
        beside = (title, *stands_beside(text, start, end)) if title else tuple(stands_beside(text, start, end))
        heads = frozenset(head for description in beside for head in heads_of(description)) | _own_heads(name)
        parts = parts_of(name)
        return Reference(start, end, words, Form.NAME, name, parts, heads, beside, _gender(title), plural)
    article = text[max(0, start - 8) : start]
    form = Form.DEFINITE if _DEFINITE.search(article) else Form.INDEFINITE if _INDEFINITE.search(article) else Form.BARE
    form = Form.DEFINITE if form is Form.BARE and plain != words else form
    male = None if plural else _gender(plain)
    return Reference(start, end, words, form, heads=heads_of(plain), male=male, plural=plural)


def _issuer(words: str) -> str:
    """Who is meant by "statement from the ministry": the ministry; other words as they are."""
    complement = take_apart(words).complement if _ISSUED.match(words) else ""
    return without_article(complement) if proper_name(without_article(complement)) else words


def _pronoun_form(lowered: str, words: str) -> Form | None:
    if words in ("US", "WHO", "IT"):
        return None
    if lowered in HE | SHE:
        return Form.PERSONAL
    for form, pronouns in ((Form.IT, IT), (Form.THEY, THEY), (Form.SELF, SELF), (Form.RELATIVE, RELATIVES)):
        if lowered in pronouns:
            return form
    return None


@lru_cache(maxsize=1 << 13)
def proper_name(words: str) -> str:
    """The proper name in a holder's words, without title; "" for a description."""
    phrase = take_apart(words)
    capital = [token for token in phrase.name if is_proper(token)]
    if capital and phrase.name[-1].islower() and is_common(phrase.name[-1]) and not is_particle(phrase.name[-1]):
        return ""  # "Las Vegas shop clerk"
    if capital and phrase.complement[:1].isupper() and kind_of(" ".join(phrase.name)) and not phrase.title:
        return _INNER.sub("", words)
    if capital:
        name = words[words.rfind(phrase.name[0]) :] if phrase.title else words
        first = next(token for token in phrase.name if is_proper(token))
        name = name[max(name.find(first), 0) :]
        found = re.match(rf"{re.escape(first)}.*?{re.escape(phrase.name[-1])}", name, re.DOTALL)
        return _INNER.sub("", found[0] if found else " ".join(phrase.name))
    if phrase.title and is_body(phrase.head):
        proper = [token for token in phrase.title[:-1] if token[:1].isupper()]
        if (proper or phrase.title[-1][:1].isupper()) and naming_of(words) is Naming.NAMED:
            return _INNER.sub("", words)
    return ""


@lru_cache(maxsize=1 << 12)
def is_plural(words: str) -> bool:
    """Whether words are of several people ("doctors", "two men", "Smith and Jones")."""
    if re.search(r"\band\b", words):
        return True
    phrase = take_apart(words)
    head = phrase.head.split()[-1] if phrase.head else ""
    if phrase.name and phrase.name[-1][:1].isupper():
        return False
    return head in ("people", "men", "women", "police", "families") or (head.endswith("s") and not head.endswith("ss"))


@lru_cache(maxsize=1 << 13)
def has_person_shape(name: str) -> bool:
    """Whether a name can be a person's: not that of a body, a place, a law, an event."""
    last = name.split()[-1] if name else ""
    if not last or last in _other_tails() or kind_of(name) is not None:
        return False
    found = places(name)
    return not found or found[0].start > 0


@cache
def _other_tails() -> frozenset[str]:
    return frozenset(load("sources")["other"]["tails"])
