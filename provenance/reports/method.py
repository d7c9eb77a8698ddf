"""What every report says of how it was made, and of what it cannot know."""

from __future__ import annotations

METHOD = (
    "Every claim below is one sentence of an article, or a part of one, tied to the exact passage it stands in. Who "
    "says it, and how surely, is read from the article's own words.",
    "How a claim is put is read from the words of whoever vouches for it: stated, denied or not confirmed; probable or "
    "possible where the words hedge; a plan, a condition or a question. It does not say whether the source is right.",
    "Reliability is the Admiralty grade, A to F, that a person gave a source or an outlet. It is F, cannot be judged, "
    "until then.",
    "Corroboration counts independent sources: near-copies, articles of one outlet, and chains that end in the same "
    "source count once. A range is given where the articles do not settle it.",
    "Confidence joins the three in one number between 0 and 1, to sort by. It is a sum (of log-odds), whose parts are "
    "listed with the passage; a positive number speaks for the claim, a negative one against it.",
)

LIMITS = (
    "The program does not know what is true. It compares what articles say.",
    "Claims, sources and links are found by a program that makes mistakes: read the passage before you rely on one.",
    "That nothing is listed as a conflict does not mean that nothing conflicts.",
    "Only English is read. Text in images, video and audio is not.",
)
