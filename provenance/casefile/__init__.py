"""The one door to a database of articles, claims, links and verdicts."""

from provenance.casefile.case import Casefile
from provenance.casefile.steps import InstalledSteps, Steps

__all__ = ["Casefile", "InstalledSteps", "Steps"]
