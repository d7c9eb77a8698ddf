"""Matching: claims of several articles to links between them, and to how many independent origins they have."""

from provenance.matching.index import Candidate, ClaimIndex
from provenance.matching.origins import origins, same_origin
from provenance.matching.pairs import match
from provenance.matching.relation import compare
from provenance.matching.similarity import similarity

__all__ = ["Candidate", "ClaimIndex", "compare", "match", "origins", "same_origin", "similarity"]
