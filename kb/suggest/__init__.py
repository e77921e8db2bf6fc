"""Which pairs of codes readers confuse, and why one should think so."""

from kb.suggest.ranking import Ranked, Ranking

__all__ = ["Ranked", "Ranking"]
