"""Words that exclude each other: rise and fall, adult and child, one step of a criminal case and the next."""

from __future__ import annotations

import re
from itertools import combinations

from assistant.quantities import NUMBER_WORDS
from assistant.text import fold, stem, terms, words

MOVED = r"(?:ris(?:e|es|en|ing)|rose|gr[eo]w\w*|increas\w*|f[ae]ll\w*|drop\w*|declin\w*|decreas\w*|jump\w*|climb\w*|shr[aiu]nk|up|down)"
"""A pattern of words that tell of a rise or a fall."""
_STAGES = (
    "arrest arrested arrests",
    "charge charged charges prosecute prosecuted prosecution prosecutions",
    "convict convicted conviction convictions guilty",
    "jail jailed imprison imprisoned imprisonment sentence sentenced",
)
"""Steps of a criminal case: a figure for one is none for another."""
_OPPOSITES: tuple[tuple[frozenset[str], frozenset[str]], ...] = tuple(
    (frozenset(stem(w) for w in one.split()), frozenset(stem(w) for w in other.split()))
    for one, other in (
        ("rise rises rose risen rising increase increased increasing grow grew growing grown higher jump jumped doubled",
         "fall falls fell fallen falling decrease decreased decreasing decline declined declining drop dropped dropping lower shrink halved disappearing"),
        ("welcome welcomed praise praised support supported back backed applaud", "criticise criticised attack attacked oppose opposed condemn condemned reject rejected"),
        ("open opened opening launch launched", "close closed closing closure shut end ended scrap scrapped abolish abolished axe axed"),
        ("start started begin began", "end ended stop stopped finish finished scrap scrapped abolish abolished axe axed"),
        ("strengthen strengthened tighten tightened extend extended toughen", "weaken weakened relax relaxed loosen loosened"),
        ("succeed succeeded success", "fail failed failure"),
        ("adult adults grown-up grown-ups grownup grownups", "child children"),
        ("boy boys", "girl girls"),
        ("men male males", "women female females"),
        ("primary", "secondary"),
        ("urban", "rural"),
        ("north northern", "south southern"),
        ("accept accepted approve approved", "reject rejected refuse refused"),
        ("recruit recruited hire hired join joined", "quit resign resigned leave left"),
        ("become became appointed appoint join joined", "retire retired resign resigned quit"),
        ("final finally", "interim provisional draft"),
        ("maximum", "minimum"),
        ("highest largest biggest greatest most dearest", "lowest smallest fewest least cheapest"),
        ("surplus", "deficit shortfall"),
        ("weekday weekdays", "weekend weekends"),
        ("import imports imported", "export exports exported"),
        *combinations(_STAGES, 2),
    )
)  # fmt: skip

_ADULT = 18
_YOUNG = re.compile(r"\b(?:an? )?(?P<age>\d{1,2}|" + "|".join(NUMBER_WORDS) + r")[- ]years?[- ]olds?\b", re.IGNORECASE)
"""Somebody's age, which may make them a child."""


def opposed(question: str, sentence: str) -> list[str]:
    """Words of a question, or of another sentence, of which the sentence holds the opposite, another sex or age, or another step
    of a case, and not themselves: the question assumes what it does not say.

    A question that names both ("up or down?") assumes neither.
    """
    asked = {stem(fold(w.text)): w.text for w in words(question)}
    young = _YOUNG.search(question)
    if young and int(NUMBER_WORDS.get(young["age"].casefold(), young["age"])) < _ADULT:
        asked.setdefault(stem("child"), young[0])
    said = set(terms(sentence))
    found = []
    for poles in _OPPOSITES:
        for mine, theirs in (poles, poles[::-1]):
            mentioned = [asked[t] for t in mine if t in asked]
            if mentioned and said & theirs and not said & mine and not theirs & asked.keys():
                found.append(mentioned[0])
    return found
