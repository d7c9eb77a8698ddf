"""Whether what is claimed is a proposition by itself, or a phrase that its reporting words make one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from provenance.language.clauses import Link, Predicate, main_predicate, predicates
from provenance.language.data import load
from provenance.language.grammar import Class, Token, tokens
from provenance.language.predicates import AUXILIARIES, OPENERS
from provenance.model import Claim, Span

_LOOKED_AT = 300
"""So many characters of a content are read: where its verb stands farther off, its opening tells."""
_OPEN = (Class.WORD, Class.NUMBER, Class.ADVERB)
_AGAIN = re.compile(r"\b(?:he|she|it|they|we|I)\b", re.IGNORECASE)
"""A source that speaks again is a pronoun."""
_FEW = 4
_SMALL = 3
_FIRST = 20
"""The first word of a content ends within so many characters."""
_SHORT = 7
"""In fewer words a verb is known as one, or there is none."""
_OPENS = re.compile(r"\W?[\"“«](?=[^\W\d_a-z])")
_CLOSES = re.compile(r"[,.!?…][\"”»]")
_WHEN = re.compile(r"(?:[\w’'-]+\s+){1,4}that\s+(?=\S)")
_HOW = re.compile(r"\w+ly\s+(?=(?:the|an?|his|her|its|their|he|she|it|they|we|I)\b|[^\W_a-z])")
_INNER = re.compile(r"[\"“”«»`]|(?<!\w)['‘]")
_QUOTES = frozenset("\"“‘'«`")


def is_proposition(claim: Claim, frame: Sequence[Span]) -> bool:
    """Whether what is claimed says something by itself, each stretch of it that an aside of its source does not cut.

    Args:
        claim: Whose content it is.
        frame: Where the words that report it stand in its sentence.
    """
    text = claim.article.text
    cues = [(hop.cue_start, hop.cue_end) for hop in reversed(claim.attribution)]
    cue = next(((start, end) for start, end in cues if start is not None and end is not None), None)
    content = substance(claim)
    if cue is not None and _hangs_on(text, cue[1], content[0][0]):
        return False
    if len(content) == 1 and (_is_whole_quotation(text, content[0]) or _is_the_sentence(claim, content[0], frame)):
        return True
    stretches: list[list[Span]] = [[content[0]]]
    for before, after in pairwise(content):
        gap = (before[1], after[0])
        aside = any(gap[0] <= start < gap[1] for start, _ in frame)
        if aside and min(frame)[0] < content[0][0]:
            return False  # another cue, unknown here, stands over the first stretch
        bare = not any(map(str.isalnum, text[slice(*gap)]))
        leads = (aside or bare) and _leads_up(text, stretches[-1][0])
        if _goes_on(text, gap, aside=aside) and (leads or not stands(text, [after], cue)):
            stretches[-1].append(after)
        else:
            stretches.append([after])
    return all(_is_clause(text, stretch, cue) for stretch in stretches)


def _hangs_on(text: str, cue: int, content: int) -> bool:
    """Whether a content begins in the midst of what says when its source spoke ("said after | the meeting he left")."""
    between = tokens(text, [(cue, content)]) if cue < content <= cue + _FIRST else []
    return len(between) == 1 and between[0].kind in (Class.PREPOSITION, Class.EITHER)


def _is_the_sentence(claim: Claim, span: Span, frame: Sequence[Span]) -> bool:
    """Whether a content is all of its sentence but the frame that closes it ("The dam broke on Monday, police said"),
    and has the verb that a sentence needs."""
    begins = span[0] - claim.start <= 1 and min(frame, default=span)[0] >= span[1]
    return begins and has_verb(claim.article.text, [span], (Link.MAIN,))


def _is_clause(text: str, stretch: Sequence[Span], cue: Span | None) -> bool:
    torn = any(word.kind is Class.TO for span in stretch[1:] for word in tokens(text, [span])[:1])
    if torn and not stands(text, stretch[:1], cue):
        return False  # its verb lies in the gap: "the car, [believed] to be red"
    if not _can_stand(text, stretch):
        return False
    led_up_to = len(stretch) > 1 and _leads_up(text, stretch[0])
    return stands(text, stretch, cue) or (led_up_to and stands(text, stretch[1:], cue))


def _can_stand(text: str, stretch: Sequence[Span]) -> bool:
    """Whether a stretch begins with no object of a verb outside it ("him and he …"), and has a verb if it is short."""
    start, end = stretch[0]
    first = tokens(text, [(start, min(end, start + _FIRST))])[:1]
    if not first or first[0].kind is Class.OBJECT:
        return False
    return sum(text.count(" ", *span) + 1 for span in stretch) >= _SHORT or bool(predicates(tokens(text, stretch)))


def has_verb(text: str, spans: Sequence[Span], links: Sequence[Link]) -> bool:
    """Whether a predicate of `spans` hangs together with the rest in one of `links`."""
    return any(one.link in links for one in predicates(tokens(text, spans)))


def _leads_up(text: str, span: Span) -> bool:
    """Whether a stretch is a phrase of time, place or the like before a clause ("In the end," he said, "…")."""
    words = tokens(text, [span])
    words = words[1:] if words and words[0].kind is Class.QUOTE else words
    if words and words[0].kind in (Class.PREPOSITION, Class.ADVERB, Class.CONJUNCTION, Class.EITHER):
        return True
    time = load("grammar")["deixis"]["time"].split()
    return any(word.word in time for word in words) and not predicates(words)  # "Three months ago"


def substance(claim: Claim) -> list[Span]:
    """What is claimed without a word or two before it that are cut off ("So," he added, "…"), and without what says
    when or how its source spoke ("learned | the following day that …", "said | publicly …")."""
    text = claim.article.text
    first, *others = claim.content
    if (lead := _lead_in(claim, first)) is not None:
        return [(lead.end(), first[1]), *others]
    prelude = bool(others) and text.count(" ", *first) <= 1 and _leads_up(text, first)
    return others if prelude and stands(text, others[:1], None) else [first, *others]


def _lead_in(claim: Claim, content: Span) -> re.Match[str] | None:
    text = claim.article.text
    cue = claim.attribution[-1].cue_end if claim.attribution else None
    if cue is None or text[cue : content[0]].strip():
        return None
    found = _WHEN.match(text, *content) or _HOW.match(text, *content)
    if found is None or predicates(tokens(text, [found.span()])):
        return None
    return found if stands(text, [(found.end(), content[1])], None) else None


def _is_whole_quotation(text: str, span: Span) -> bool:
    """Whether a content is a quotation of a sentence, from its capital to its end mark: an order or exclamation too."""
    opens = _OPENS.match(text, max(span[0] - 1, 0), span[1])
    closes = _CLOSES.search(text, max(span[1] - 2, 0), span[1] + 2)
    if opens is None or closes is None or text.count(" ", *span) < _FEW or _is_title(text, span):
        return False
    return _INNER.search(text, opens.end(), closes.start()) is None


def _is_title(text: str, span: Span) -> bool:
    """Whether all words but the small ones have capitals, as in the title of a book."""
    words = [word for word in tokens(text, [span]) if word.kind is Class.WORD and word.end - word.start > _SMALL]
    return bool(words) and all(word.capital for word in words)


def _goes_on(text: str, gap: Span, *, aside: bool) -> bool:
    """Whether nothing but the source with its reporting words, or a mark, stands between two stretches."""
    if aside or not any(map(str.isalnum, text[slice(*gap)])):
        return True
    return text.count(" ", *gap) <= _FEW and _AGAIN.search(text, *gap) is not None


def stands(text: str, spans: Sequence[Span], cue: Span | None) -> bool:
    """Whether the words of `spans` are a clause that can be a sentence.

    A sum of learned weights (`data/propositions.toml`, logistic regression; `training/propositions.py` makes it again).

    Args:
        text: The article's.
        spans: What is claimed, or a stretch of it, perhaps around an aside; at least one.
        cue: The words that report it.
    """
    learned = load("propositions")
    weights = learned["weights"]
    return bool(learned["bias"] + sum([weights.get(name, 0.0) for name in features(text, spans, cue)]) > 0)


def features(text: str, spans: Sequence[Span], cue: Span | None) -> Iterator[str]:
    """What speaks for or against the words of `spans` being a clause, as names."""
    words = [token for start, end in spans for token in tokens(text, [(start, min(end, start + _LOOKED_AT))])]
    found = predicates(words)
    main = main_predicate(found)
    yield from _cue(text, spans[0], cue)
    kinds = [_kind(token) for token in words[:4]]
    yield from (f"at{place}={kind}" for place, kind in enumerate(kinds))
    yield f"opens={' '.join(kinds[:3])}"
    yield f"ends={_kind(words[-1]) if words else '-'}"
    yield from sorted({f"has:{one.link.name}" for one in found})
    yield f"predicates={min(len(found), 4)}"
    if main is None:
        yield "verbless"
        yield f"length={min(len(words), 8)}"
    else:
        yield from _predicate(words, found[main])


def _predicate(words: Sequence[Token], one: Predicate) -> Iterator[str]:
    first, head = words[one.first], words[one.head]
    link = one.link.name
    yield f"main:{link}"
    form = head.form.name if head.form else head.kind.name
    yield f"main:{link}:{form}:{one.first < one.head or head.kind in AUXILIARIES}"
    yield f"verb:{_kind(first)}"
    yield f"place={min(one.first, 12)}"
    yield f"{link}:place={min(one.first, 3)}"
    before, after = words[one.first - 1] if one.first else None, words[one.head + 1 : one.head + 2]
    yield f"before={_kind(before) if before else '-'}:{form}"
    yield f"after={_kind(after[0]) if after else '-'}:{form}"
    opened = next((token.word for token in words[: one.first] if token.kind in OPENERS), "-")
    yield f"opened={opened}"
    if one.passive:
        yield "passive"
    yield from sorted({f"way:{a.kind.name} {b.kind.name}" for a, b in pairwise(words[: min(one.first, 12)])})


def _cue(text: str, span: Span, cue: Span | None) -> Iterator[str]:
    if cue is None:
        yield "cue=-"
        return
    yield f"quoted={not _QUOTES.isdisjoint(text[max(span[0] - 1, 0) : span[0] + 1])}"
    words = text[slice(*cue)].casefold().split()
    after = cue[1] <= span[0]
    yield f"after={after}"
    yield f"cue={words[-1].strip(',:;') if words else '-'}:{after}"
    if after:
        between = text[cue[1] : span[0]].split()
        yield f"between={min(len(between), 3)}"
        yield f"joined={between[-1].casefold() if between else '-'}"


def _kind(token: Token) -> str:
    """The class of a word, or the word itself where its class is closed."""
    if token.kind in _OPEN:
        return f"{token.kind.name}{'/' + token.form.name if token.form else ''}{'^' * token.capital}"
    return token.word
