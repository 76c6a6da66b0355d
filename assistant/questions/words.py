"""Words of questions that several parts of this package tell questions by."""

from __future__ import annotations

import re

from assistant.text import is_stop, located_terms

QUESTION_WORD = r"(?:who|whom|whose|what|when|where|why|how|which)"
PREPOSITION = r"(?:for|to|by|from|over|in|at|on|with|of)"
AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must|am)"
OPENS_YES_NO = rf"^(?:so |and |but |or )?{AUXILIARY}(?:n['o]?t)?\b"
PERSON_NOUN = (
    r"(?:person|people|man|woman|minister|secretary|director|chief|executive|officer|head|leader|chair(?:man|woman|person)?|official|"
    r"spokes(?:man|woman|person)|commissioner|author|journalist|mp|peer|politician|professor|expert|boss|speaker)"
)
COMPARATIVE = (
    r"(?:more|less|fewer|further|better|worse|bigger|larger|smaller|higher|lower|greater|lesser|faster|slower|longer|shorter|older|younger|"
    r"cheaper|dearer|harder|stronger|weaker|richer|poorer|wider|deeper|[a-z]{2,}ier)"
)
POINTS_BACK = re.compile(r"\b(?:it|its|they|them|their|he|him|his|she|her|this|these|those|there)\b", re.IGNORECASE)
"""What points back to something said before."""
_ASKING = frozenset(
    "mani much old long often name list percentag percent proport number amount sum happen figur year month date tell kind "
    "type accord document sourc articl report mention detail inform question answer exact total".split()
)


def asked_terms(text: str) -> list[str]:
    """The content terms of a question, in order, without repeats and without words that only ask ("how", "much")."""
    found = [term for term, _, _ in located_terms(text) if not is_stop(term)]
    kept = [term for term in found if term not in _ASKING]
    return list(dict.fromkeys(kept or found))
