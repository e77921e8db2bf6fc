"""Which pairs of codes readers confuse, and why one should think so."""

from kb.suggest.clear import clear
from kb.suggest.evidence import Evidence, evidence, told, words_shared
from kb.suggest.ranking import Ranked, Ranking

__all__ = ["Evidence", "Ranked", "Ranking", "clear", "evidence", "told", "words_shared"]
