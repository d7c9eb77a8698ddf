"""A claim as one sentence that can be read alone, made of the article's words.

What is claimed stands by itself where it is a proposition (`propositions`); else, and where the reporting words deny or
withhold it, the sentence's own words around it stay (`framing`). Pronouns give way to names, in square brackets, where
it is certain whom they mean (`referents`), the subject stands before a claim that is cut off from it
(`antecedents`), and a weekday gets its date (`days`). What still points to something told
before (`pointing`) is followed by it, in square brackets, too (`context`). `wording` puts it together.
"""

from __future__ import annotations

from collections.abc import Sequence

from provenance.extraction.stance import lies_in
from provenance.extraction.standalone.antecedents import antecedent
from provenance.extraction.standalone.context import Context
from provenance.extraction.standalone.days import days
from provenance.extraction.standalone.framing import completed, frame, framed, is_negated, without_lead
from provenance.extraction.standalone.propositions import is_proposition
from provenance.extraction.standalone.referents import Referents, speaker
from provenance.extraction.standalone.wording import worded
from provenance.language.grammar import LONGEST, negations
from provenance.model import Claim, Level, Polarity, Quotation, Stance, Statement

__all__ = ["Context", "Referents", "standalone"]


def standalone(claim: Claim, beside: Sequence[Claim], referents: Referents, context: Context) -> Statement:
    """The statement of a claim; its sentence where none can be made.

    Args:
        claim: Its own statement is not looked at.
        beside: The other claims of its sentence.
        referents: Whom the pronouns of its article mean.
        context: What the article tells before.
    """
    text = claim.article.text
    whole = (claim.start, claim.end)
    if text.count(" ", *whole) > LONGEST:
        return Statement.of(text, whole)
    around = list(frame(claim))
    plain = _is_told_inside(claim) and not is_negated(claim)
    subject = antecedent(claim) if around and plain else None
    bare = not around or (plain and (subject is not None or is_proposition(claim, around)))
    spans = completed(claim, beside, without_lead(claim)) if bare else framed(claim, beside)
    lead = speaker(claim) if bare and claim.quotation in (Quotation.DIRECT, Quotation.MIXED) else None
    lead = " ".join(text[slice(*subject)].split()) if subject else lead
    names = [] if lead else list(referents.names(claim, spans))
    if bare and around and not names and not lead and referents.are_named_before(claim, spans[0][0]):
        spans = framed(claim, beside)
    changes = [*names, *days(claim, spans)]
    made = worded(text, spans, claim.end, changes, lead, context.of(claim, spans, changes))
    return made if any(map(str.isalnum, made.text)) else Statement.of(text, whole)


def _is_told_inside(claim: Claim) -> bool:
    """Whether the source asserts the content as it stands, or all that denies or withholds it stands in it.

    What denies a denial asserts, but not as it stands ("denied that the dam had not failed").
    """
    within = [lies_in(cue, claim.content) for cue in claim.certainty.cues]
    if claim.stance is not Stance.ASSERTS:
        return bool(within) and all(within)
    if claim.certainty.level is not Level.CERTAIN:
        return True  # the words around it hedge
    inner = any(negations("adverb").search(claim.article.text, *span) for span in claim.content)
    return all(within) or not inner or claim.certainty.polarity is Polarity.DENIED
