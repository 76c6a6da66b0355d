"""Turns a message into plain lower-case clauses that rules can read: no quotations, contractions or slips of the key."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from rapidfuzz.distance import OSA

from assistant.text import fold, normalise

_QUOTED = re.compile(r'"[^"\n]{3,400}"')
_CONTRACTIONS = (
    (r"\bi'?m\b", "i am"), (r"\bi'?ve\b", "i have"), (r"\bi'd\b", "i would"), (r"\bi'll\b", "i will"),
    (r"\b(?:can'?t|cannot)\b", "can not"), (r"\bwon'?t\b", "will not"), (r"\bwanna\b", "want to"), (r"\bgonna\b", "going to"),
    (r"\b(do|does|did|is|are|was|were|has|have|had|could|should|would)n'?t\b", r"\1 not"),
    (r"\b(he|she|it|there|what|who|someone|somebody|that)'?s\b(?=.)", r"\1 is"), (r"\b(?:(they|you)'?re|(we)'re)\b", r"\1\2 are"),
    (r"\b(they|we|you)'ve\b", r"\1 have"), (r"\b(\w+)'s (?=(?:being|been|getting|going|\w{3,}ing)\b)", r"\1 is "),
    (r"\b(\w+?)'s?\b(?!\w)", r"\1"), (r"\b(\d{1,2}) ?-?(?:y ?/ ?o|yo|(?:years?|yrs?)[ -]olds?)\b", r"\1 year old"),
    (r"\b(\w{3,}in)'(?= )", r"\1g"), (r"\bgettin\b", "getting"), (r"\bmsg(?:ing)?\b", "messaging"), (r"\bu\b", "you"),
    (r"\b(?:mam|mom|mommy|mummy|ma)\b", "mum"), (r"\b(?:daddy|papa)\b", "dad"), (r"\bkno\b", "know"), (r"\bstep[ -](?=dad|mum|father|mother|brother|sister|son|daughter)", "step"),
)  # fmt: skip
_AGES = {
    word: str(n)
    for n, word in enumerate(
        "five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen".split(), 5
    )
}
_AGE_WORD = re.compile(rf"\b({'|'.join(_AGES)})(?=[ -]years?[ -]old)")
_COMPILED = tuple((re.compile(pattern), replacement) for pattern, replacement in _CONTRACTIONS)
_CLAUSES = re.compile(r"[.!?;:\n]+")

# Words a rule turns on: a slip in one of them (a letter lost, doubled or swapped) is read as the word.
_KEY_WORDS = (
    "abused abusing abuses groomed grooming touched touches touching rapes raping molested molesting naked nudes picture "
    "pictures images videos indecent underage neighbour neighbours daughter daughters brother sister father mother uncle "
    "stepdad stepbrother boyfriend girlfriend teacher friend children paedophile pedophile hitting beating hurting "
    "threatening blackmailing attracted sexual sexually webcam police pupil grandad granddaughter grandson cousin nephew partner stranger"
).split()
# English words one letter away from a key word.
_WORDS_OF_THEIR_OWN = frozenset(
    "abuse abuser abusers attract attracts attracted befriend berating bother farther feather fiend fried hurtling "
    "image indecently molest naked nudges picture pictured police policed polices raging ramping rapping reaping strange "
    "strangers stranger tough touch touchingly video friends cousins hutting".split()
)
_WORD = re.compile(r"[a-z]{5,}")


@lru_cache(maxsize=4096)
def _corrected(word: str) -> str:
    if word in _KEY_WORDS or word in _WORDS_OF_THEIR_OWN:
        return word
    for key in _KEY_WORDS:
        if word[0] != key[0] or word == key + "s" or key == word + "s":
            continue
        # A letter put in another's place makes real words ("amused"), so only losses, additions and swaps count.
        lost, added = Counter(key) - Counter(word), Counter(word) - Counter(key)
        slips = 1 if len(key) < 8 else 2
        if not (lost and added) and OSA.distance(word, key, score_cutoff=slips) <= slips:
            return key
    return word


def clauses(message: str) -> list[str]:
    """The message in lower-case sentences, quoted speech left out (it is somebody else's), "I'm" written "i am".

    A message that is nothing but a quotation is read as said by the person.
    """
    text = fold(normalise(message))
    text = _QUOTED.sub(" ", text) if _QUOTED.sub("", text).strip(" .?!") else text
    for pattern, replacement in _COMPILED:
        text = pattern.sub(replacement, text)
    text = _AGE_WORD.sub(lambda m: _AGES[m[0]], text)
    text = _WORD.sub(lambda m: _corrected(m[0]), text)
    parts = (re.sub(r"[^\w,]+", " ", part) for part in _CLAUSES.split(text))
    return [" ".join(part.replace(",", " , ").split()) for part in parts if part.strip(" ,")]
