"""Whom a pronoun means, where that is certain."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from provenance.extraction.entities import Entity, Scene, likelihoods, ordered
from provenance.extraction.mentions import PRONOUNS, Form, Names, Reference, has_person_shape, is_plural, mention
from provenance.extraction.sources import is_body, take_apart
from provenance.extraction.standalone.framing import clause_before
from provenance.extraction.standalone.pointing import open_pointer, persons
from provenance.extraction.standalone.wording import Change
from provenance.language.clauses import Link, Predicate, predicates
from provenance.language.grammar import Class, tokens
from provenance.language.names import given_names
from provenance.model import Claim, Hop, Kind, Quotation, Span

SURE, SURER = 0.9, 0.97
"""From this probability on a name stands in for a pronoun: of somebody whose sex is known, of anybody."""
_THIRD = re.compile(r"(?<![\w'’-])(?:he|she|him|his|her)(?![\w-])", re.IGNORECASE)
_ITSELF = re.compile(r"(?:that\s+)?(?:(?P<they>they|their)|(?P<it>it|its))(?![\w-])", re.IGNORECASE)
_OPEN = re.compile(r"[\W_]*(?:he|she|it|they|his|her|its|their)(?![\w-])", re.IGNORECASE)
_SOME = 5
"""So many words before a frame say something themselves."""
_ONWARD = re.compile(r"[\s,:]*|[^,;:]{0,24}\s|[^,;:]{0,80}\sthat\s")
"""What stands between the words that report and what they report."""
_NOT_THINGS = re.compile(
    r"['’]|\s+(?:\w+\s+)?(?:is|was|be|been|being|seems?|seemed|appears?|appeared|takes?|took|remains?)\b"
)
"""After "it": nothing is meant ("it was hard to", "it takes time to"), or that is not clear."""
_NAME = re.compile(r"(?:[^\W_a-z][^\s]*|\d[^\s]*|[a-z]{1,3}|[a-z]+['’][^\W_a-z]\S*)(?:\s+|$)")
_FIRST = re.compile(r"(?<![\w'’.-])(?:I|[Ww]e|[Uu]s|[Mm]y|[Oo]ur|[Mm]e|[Mm]ine|[Oo]urs)(?![\w.-])")
_MARKED = re.compile(r"\W?[\"'“”„«`]")
_UNKNOWN = frozenset(("one", "another", "other", "some", "many", "several", "others"))
_OTHER = re.compile(r"\s(?:his|hers?|him|their|them)\b|\s(?:of|for|to|with)\s$", re.IGNORECASE)
"""In the words of a source, up to its name: somebody else whom a pronoun can mean."""
_NOUN = re.compile(r"\s+[a-z]")
"""What follows a name that goes with a noun."""
_BOTH = re.compile(r"\band\b")
_OWNS = re.compile(r"['’]s?\b|['’]\s")
_ASIDE = re.compile(r",\s[^.;:“”\"]*,\s")
"""What says of somebody who it is, between commas."""
_ARTICLE = re.compile(r"\b(?:the|an?)\s$", re.IGNORECASE)
_LEADING_UP = (Class.PREPOSITION, Class.SUBORDINATOR, Class.EITHER, Class.WH)
_POINTING = (Form.PERSONAL, Form.IT, Form.THEY, Form.SELF, Form.RELATIVE, Form.OWNED)
_PERSONS = (Kind.PERSON, Kind.WITNESS, Kind.EXPERT)
_BODIES = (Kind.MEDIA, Kind.DOCUMENT)
_REACH = 1
"""Who is meant was spoken of in the same sentence or in so many before."""


class Referents:
    """Whom the pronouns of an article mean."""

    def __init__(self, scene: Scene, names: Names) -> None:
        self._scene = scene
        self._names = names

    def names(self, claim: Claim, spans: Sequence[Span]) -> Iterator[Change]:
        """The name that stands in for the first pronoun in `spans`, if nothing before it there explains it.

        Only outside of quotations, where a pronoun can be the speaker's.
        """
        text = claim.article.text
        hop = claim.attribution[-1] if claim.attribution else None
        if hop and hop.name and hop.end and hop.start == spans[0][0] and (hop.holder or "").casefold() == "it":
            yield Change((hop.start, hop.end), hop.name)
            return
        if (itself := self._itself(claim, spans[0])) is not None:
            yield itself
            return
        for start, end in spans:
            found = _THIRD.search(text, start, end)
            if found is None:
                continue
            place = found.span()
            if self._scene.quotation(place[0]) < 0 and self._is_first(text, spans, place):
                who = self._who(claim, place)
                if who is not None and not _is_object(text, place, end) and not self._comes(text, spans, place):
                    yield Change(place, who + _possessive(text, place))
            return

    def are_named_before(self, claim: Claim, start: int) -> bool:
        """Whether words that begin with a pronoun at `start` have in their sentence somebody whom it can mean, beside
        who speaks, and that is no clause of its own ("After he met Hall, the clerk said he …")."""
        text = claim.article.text
        pronoun = _OPEN.match(text, start)
        pointer = open_pointer(text, [(start, claim.end)], (), self._names) if pronoun else None
        if pronoun is None or pointer is None or pointer.span[0] >= pronoun.end():
            return False
        hop = claim.attribution[-1]
        if hop.start is None or hop.end is None or not claim.start <= hop.start < start:
            return False
        begins = max(claim.start, min(hop.start, hop.start if hop.cue_start is None else hop.cue_start))
        clause = hop.cue_start is not None and predicates(tokens(text, [(hop.end, hop.cue_start)]))
        ends = hop.end if clause else max(hop.end, hop.cue_end or hop.end)
        people = [name for name in self._names.within(claim.start, start) if has_person_shape(name.name)]
        told = list(persons(tokens(text, [(hop.start, hop.end)])))
        if any(ends <= one.start for one in people) or (len(told) > 1 and _THIRD.match(text, start)):
            return True  # "The boy's mother said he …"
        some = any(one.start < begins for one in people) or text.count(" ", claim.start, begins) >= _SOME
        return some and clause_before(claim) is None

    def _itself(self, claim: Claim, span: Span) -> Change | None:
        """The words for a source that is a group or body, where what it says begins with "they" or "it"."""
        text = claim.article.text
        found = _ITSELF.match(text, *span)
        hop = claim.attribution[-1] if claim.attribution else None
        if found is None or hop is None or hop.start is None or hop.end is None or hop.cue_end is None:
            return None
        if not claim.start <= hop.start < hop.end <= hop.cue_end <= span[0] or not _ONWARD.fullmatch(
            text, hop.cue_end, span[0]
        ):
            return None
        reference = mention(text, hop.start, hop.end, self._names)
        if hop.kind is Kind.DOCUMENT or self._scene.quotation(span[0]) >= 0 or self._is_single(reference, hop):
            return None
        if found["it"] and (reference.plural or _NOT_THINGS.match(text, found.end("it"), span[1])):
            return None
        if not reference.plural and reference.form is not Form.NAME and not is_body(take_apart(reference.words).head):
            return None
        if found["they"] and not reference.plural and clause_before(claim) is not None:
            return None  # "The link between the two is unclear, but the Times said they …"
        place = found.span("they" if found["they"] else "it")
        owned = text[slice(*place)].casefold() in ("their", "its")
        if owned and found["they"] and not reference.plural and reference.form is not Form.NAME:
            return None
        who = _with_article(text, hop.start, hop.end)
        return Change(place, who + ("" if not owned else "’" if who.endswith("s") else "’s"))

    def _is_single(self, reference: Reference, hop: Hop) -> bool:
        """Whether a source is one person, or a pronoun."""
        if reference.form in _POINTING:
            return True
        if reference.plural and _BOTH.search(reference.words):
            return False
        named = reference.form is Form.NAME
        if named and any(not one.person for one in self._scene.called(reference)):
            return False
        names = [name for name in (reference.name, hop.name or "") if named and " " in name]
        return (named and hop.kind in _PERSONS) or any(map(has_person_shape, names))

    def _is_first(self, text: str, spans: Sequence[Span], place: Span) -> bool:
        """Whether nobody is spoken of in `spans` before `place`."""
        before = [(start, min(end, place[0])) for start, end in spans if start < place[0]]
        words = tokens(text, before)
        named = any(self._names.within(*span) for span in before)
        return not named and not any(persons(words)) and not any(map(_has_subject, predicates(words)))

    def _comes(self, text: str, spans: Sequence[Span], place: Span) -> bool:
        """Whether the pronoun stands in words that lead up to whom it means: "In his speech, Duarte said …"."""
        leading = [(start, min(end, place[0])) for start, end in spans if start < place[0]]
        if not any(token.kind in _LEADING_UP for token in tokens(text, leading)):
            return False
        ahead = (name for start, end in spans for name in self._names.within(max(start, place[0] + 1), end))
        return any(has_person_shape(name.name) for name in ahead)

    def _who(self, claim: Claim, place: Span) -> str | None:
        text = claim.article.text
        reference = mention(text, *place, self._names)
        hop = claim.attribution[-1] if claim.attribution else None
        if hop and hop.start is not None and hop.end is not None and claim.start <= hop.start < hop.end <= place[0]:
            said = mention(text, hop.start, hop.end, self._names)
            if (
                hop.kind is not Kind.UNKNOWN
                and not self._are_several(said)
                and not is_body(take_apart(said.words).head)
                and said.form not in _POINTING
            ):
                return self._speaking(text, hop, said, reference)
        found = [one for one in ordered(self._scene, reference) if one.name]
        scores = likelihoods(self._scene, reference, found)
        best = max(range(len(found)), key=scores.__getitem__, default=None)
        if best is None:
            return None
        likely = 1.0 / sum(math.exp(score - scores[best]) for score in scores)
        known = _sex(found[best]) == reference.male
        return (
            found[best].name
            if likely >= (SURE if known else SURER) and self._is_meant(text, found[best], place)
            else None
        )

    def _speaking(self, text: str, hop: Hop, said: Reference, reference: Reference) -> str | None:
        """The one who says the claim, where nobody else is spoken of before the pronoun ("Duarte said she")."""
        between = (said.end, reference.start)
        if any(has_person_shape(name.name) for name in self._names.within(*between)):
            return None
        if _possessive(text, (reference.start, reference.end)) and not _ONWARD.fullmatch(
            text, max(said.end, hop.cue_end or 0), reference.start
        ):
            return None  # "Duarte said one shot to his head"
        aside = _ASIDE.fullmatch(text, said.end, hop.cue_start or said.end)
        words = tokens(text, [(aside.end() if aside else said.end, reference.start)])
        others = any(not is_plural(person.word) for person in persons(words))
        if others or any(word.kind is Class.OBJECT or word.word == "her" for word in words):
            return None  # "told her she …"
        if said.male not in (None, reference.male):
            return None  # "The boy's mother said he …"
        if hop.kind in _BODIES or said.words.casefold() in _UNKNOWN:
            return None
        own = said.words[: said.words.rfind(said.name)] if said.name else said.words
        if _OTHER.search(own) or any(map(has_person_shape, self._in_complement(said))):
            return None  # "A friend of Duarte said she …"
        if said.form is not Form.NAME:
            return _with_article(text, said.start, said.end)
        names = {hop.name or said.name, said.name}
        itself = next((one for one in ordered(self._scene, reference) if one.name in names), None)
        return hop.name or said.name if itself and _can_be(itself, reference.male) else None

    def _is_told_before(self, text: str, at: int) -> bool:
        """Whether the sentence at `at` speaks of somebody before."""
        start = self._scene.start(at)
        named = any(has_person_shape(name.name) for name in self._names.within(start, at))
        return named or any(True for _ in persons(tokens(text, [(start, at)])))

    def _are_several(self, said: Reference) -> bool:
        """Whether the words of a source are of several people, not of several offices of one ("Party leader and Prime
        Minister Ana Duarte")."""
        if not said.plural or said.form is not Form.NAME or not said.words.endswith(said.name):
            return said.plural
        before = self._names.within(said.start, said.end - len(said.name))
        return " " not in said.name or any(has_person_shape(name.name) for name in before)

    def _in_complement(self, said: Reference) -> Iterator[str]:
        """The names in the words of a source beside its own ("A friend of | Ana Duarte"), but for those that only say
        where somebody is from ("a former Brightwell nurse")."""
        own = said.start + said.words.rfind(said.name) + len(said.name) if said.name else said.start
        for name in self._names.within(own, said.end):
            before = tokens(self._scene.text, [(said.start, name.start)]) if said.start < name.start else []
            noun = _NOUN.match(self._scene.text, name.end, said.end)
            if noun is None or any(word.kind is Class.PREPOSITION for word in before):
                yield name.name

    def _is_meant(self, text: str, entity: Entity, place: Span) -> bool:
        """Whether an entity is a person who was spoken of just now, and nobody else since without a name; a sentence
        ago, or two where the one between names nobody."""
        last = entity.latest(place[0])
        if last is None or not _can_be(entity, None):
            return False
        ago = self._scene.sentence(place[0]) - self._scene.sentence(last)
        end = last + len(entity.parts[-1])
        if ago > _REACH + 1 or (ago > _REACH and self._names.within(end + 1, place[0])):
            return False
        if ago == 0 and _OWNS.match(text, end) and self._is_told_before(text, last):
            return False  # "The victim was at Duarte's house when he"
        beside = text.find(" ", end, place[0])
        own = entity.heads.union(*(words.casefold().split() for words in entity.descriptions))
        since = persons(tokens(text, [(max(beside, last), place[0])]))
        return not any(token.word not in own and not is_plural(token.word) for token in since)


def _can_be(entity: Entity, male: bool | None) -> bool:
    """Whether an entity is a person whom the article names, and not known to be of the other sex."""
    fits = male is None or _sex(entity) in (None, male)
    return fits and entity.person and has_person_shape(entity.name) and _is_name(entity.name)


def _sex(entity: Entity) -> bool | None:
    """Whether an entity is a man, by a title, a given name or several pronouns beside its name; None: who knows."""
    if entity.male is not None:
        return entity.male
    given = next((given_names()[part] for part in entity.parts[:-1] if part in given_names()), None)
    return given if given is not None else entity.leaning > 0 if abs(entity.leaning) > 1 else None


def _has_subject(one: Predicate) -> bool:
    return one.link not in (Link.INFINITIVE, Link.GERUND, Link.PARTICIPLE)


def _is_object(text: str, place: Span, end: int) -> bool:
    """Whether a pronoun is what something is done to ("him", "her"): rarely the one spoken of last."""
    word = text[slice(*place)].casefold()
    following = tokens(text, [(place[1], min(end, place[1] + 40))])[:1]
    return word == "him" or (word == "her" and not any(one.kind in (Class.WORD, Class.NUMBER) for one in following))


def _possessive(text: str, place: Span) -> str:
    return "’s" if text[slice(*place)].casefold() in ("his", "her") else ""


def speaker(claim: Claim) -> str | None:
    """Who "I" and "we" are in a quotation, before its words ("Ana Duarte:"); None where it has none of them."""
    text = claim.article.text
    if not claim.attribution or not any(_FIRST.search(text, *span) for span in claim.content):
        return None
    hop = claim.attribution[-1]
    part = claim.quotation is Quotation.MIXED and not _MARKED.match(text, max(claim.content[0][0] - 1, 0))
    if hop.kind is Kind.DOCUMENT or part or _is_hiding(hop):
        return None
    if hop.name and _is_name(hop.name):
        return f"{hop.name}:"
    if hop.holder is None or hop.holder.casefold() in PRONOUNS or hop.start is None or hop.end is None:
        return None
    return f"{_with_article(text, hop.start, hop.end)}:"


def _is_hiding(hop: Hop) -> bool:
    """Whether the words of a source only say that others say so ("reportedly")."""
    return hop.start is not None and hop.start == hop.cue_start


def _with_article(text: str, start: int, end: int) -> str:
    article = _ARTICLE.search(text, max(0, start - 5), start)
    return f"{article[0] if article else ''}{text[start:end]}"


def _is_name(words: str) -> bool:
    """Whether words are a name with its titles, not a piece of a sentence."""
    return all(_NAME.fullmatch(word) for word in words.split())
