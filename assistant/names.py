"""Finds the proper names in a text: people, bodies, places, works and acronyms, by how they are written.

Knows no list of names; a single capitalised word that merely opens a sentence is not taken for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.fuzz import ratio

_TOKEN = re.compile(r"[^\W\d_](?:[\w]|['’.&-](?=\w))*['’]?\.?")
_CONNECTORS = frozenset("of the for and de la du von van der &".split())
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays january february march april may june july august "
    "september october november december".split()
)
_SHORT_MONTHS = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())
_OPENERS = frozenset(
    "a about according after all also although an and any are as at because before being between both but by can could did do does "
    "during each even every few first for former from further give had has have he her his how however i if in include instead is it "
    "its just last later less list many may meanwhile more most mr mrs ms much name nearly new next no not now of on once one only or other "
    "our over part people please previously said second several she should show since so some such tell than that the their them then there "
    "these they this those three through to today two under until up upon us was we were what when where whether which while who whom "
    "whose why will with would yet you your".split()
)
_NAMING = frozenset("every first second third last next new one two three our your now people".split())
"""Openers with which a name of several words may begin in the middle of a sentence: "the Second Street fund"."""
_ADDRESSED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.? $")
_PERSON_TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady baroness rev cllr councillor judge".split()
)
_BODY_WORDS = frozenset(
    "agency association authority board centre center charity children's college commission committee company council "
    "department federation force foundation fund government group home hospital house inc institute ltd limited ministry network "
    "nhs office organisation parliament party police programme project school service services society trust unit university watch".split()
)
_UNDERTAKINGS = _BODY_WORDS | frozenset(
    "appeal bill campaign competition festival initiative pilot plan prize scheme".split()
)
"""What a name before it is of: "Safe Steps fund"."""
_WORD_AFTER = re.compile(r" ([a-z]+)\b")
_THE = re.compile(r"\b[Tt]he $")
_SLIP = 80  # how alike (of 100) two spellings of one surname are (Javed, Javid)
_ROLE_WORDS = frozenset(
    "secretary minister director chief executive officer head chair chairman chairwoman president commissioner spokesman "
    "spokeswoman spokesperson lead manager professor doctor leader founder inspector superintendent constable".split()
)


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name as written, with its place in the text.

    Attributes:
        kind: ``person``, ``body``, ``acronym``, ``role`` or empty where the writing does not tell.
    """

    text: str
    start: int
    end: int
    kind: str = ""


def names(text: str) -> list[Name]:
    """The proper names of ``text``, in order, each as long as its capitals and connecting words go."""
    found: list[Name] = []
    run: list[re.Match[str]] = []
    last_end = 0
    for token in _TOKEN.finditer(text):
        gap = text[last_end : token.start()]
        if run and (re.search(r"[^\s'\"“”‘’]|\n", gap)):
            _close(found, run, text)
            run = []
        word = token.group().rstrip("'’.")
        low = re.split("['’]", word.casefold())[0]
        capital = word[0].isupper() and low not in _CALENDAR and not _dated(token, text)
        if (capital and (run or low not in _OPENERS or _begins_name(token, text))) or (run and low in _CONNECTORS):
            run.append(token)
        elif run:
            _close(found, run, text)
            run = []
        if run and token.group().endswith(".") and len(word) > 1 and low not in _PERSON_TITLES and not _acronym(word):
            _close(found, run, text)
            run = []
        last_end = token.end()
    _close(found, run, text)
    return found


def _begins_name(token: re.Match[str], text: str) -> bool:
    """Whether a word that often opens sentences begins a name in the middle of one: "the Second Street fund"."""
    return (
        token.group().casefold() in _NAMING
        and bool(re.match(r" [A-Z]", text[token.end() :]))
        and not opens_sentence(text, token.start())
    )


def _close(found: list[Name], run: list[re.Match[str]], text: str) -> None:
    while run and run[-1].group().casefold() in _CONNECTORS:
        run = run[:-1]
    if not run:
        return
    # "the NCA and the NSPCC" and "Amber Field of the NCA" are two names, "Department for Education and Skills" is one.
    for position, token in enumerate(run):
        after = run[position + 1 :]
        if token.group() not in ("and", "of") or not after:
            continue
        following = after[1] if after[0].group() == "the" and len(after) > 1 else after[0]
        listed = token.group() == "and" and (following is not after[0] or _acronym(run[position - 1].group()))
        listed = listed or (token.group() == "of" and position == 1 and _acronym(run[0].group()))  # "CEO of Vale House"
        if listed or _acronym(following.group()):
            _close(found, run[:position], text)
            _close(found, after[after.index(following) :], text)
            return
    if _opens_with_noun(run, text):
        run = run[next(at for at, token in enumerate(run) if token.group() == "the") + 1 :]
    start, end = run[0].start(), run[-1].end()
    written = text[start:end].rstrip("'’.")
    if written.endswith(("'s", "’s")):
        written = written[:-2]
    end = start + len(written)
    if len(run) == 1 and len(written) < 2:
        return
    if len(run) == 1 and opens_sentence(text, start) and not _acronym(written):
        return  # a lone capitalised word at the start of a sentence may be any word
    kind = "person" if _ADDRESSED.search(text[:start]) else _kind(written)
    if kind == "person" and (after_it := _WORD_AFTER.match(text, end)) and after_it[1] in _UNDERTAKINGS:
        kind = "body"  # "Safe Steps fund"
    elif kind == "person" and _THE.search(text[:start]):
        kind = ""  # nobody is called "the Safe Steps"
    found.append(Name(written, start, end, kind))


def _opens_with_noun(run: list[re.Match[str]], text: str) -> bool:
    """Whether a name was begun at a plain plural that opens a sentence: "Bids for the Safe Steps fund"."""
    first = run[0].group()
    plural = first.endswith("s") and not first.endswith("ss") and first[1:].islower() and first != "Friends"
    joined = len(run) > 3 and run[1].group() in ("of", "for") and run[2].group() == "the"
    return plural and joined and opens_sentence(text, run[0].start())


def _dated(token: re.Match[str], text: str) -> bool:
    """Whether a word is a month cut short, or several, beside a day or year: "Sept 2018", "Jan-March 2019", not "Jan Smith"."""
    parts = re.split(r"[-–]", token.group().rstrip(".").casefold())
    return all(part in _SHORT_MONTHS | _CALENDAR for part in parts) and bool(
        re.match(r"\s+\d", text[token.end() :]) or re.search(r"\d(?:st|nd|rd|th)?\s+$", text[: token.start()])
    )


def opens_sentence(text: str, start: int) -> bool:
    """Whether a sentence, line or quotation opens at ``start``."""
    before = text[:start].rstrip(" '\"“‘([")
    return not before or before[-1] in ".!?:\n•"


def _acronym(word: str) -> bool:
    bare = word.replace(".", "").rstrip("s'’")
    return len(bare) >= 2 and bare.isupper()


def _kind(written: str) -> str:
    parts = [p.casefold().strip(".'’") for p in written.split()]
    if parts[0] in _PERSON_TITLES:
        return "person"
    if len(parts) == 1 and _acronym(written):
        return "acronym"
    if any(p in _ROLE_WORDS for p in parts):
        return "role"
    if any(p in _BODY_WORDS for p in parts):
        return "body"
    if (
        2 <= len(parts) <= 3
        and parts[0] not in _NAMING
        and not any(p in _CONNECTORS for p in parts)
        and all(w[0].isupper() for w in written.split())
    ):
        return "person"
    return ""


def initials(name: str) -> str:
    """The letters an acronym of the name would have: ``National Crime Agency`` gives ``NCA``."""
    return "".join(w[0] for w in name.split() if w[:1].isupper() or w[:1].isdigit()).upper()


def alike(one: str, other: str) -> bool:
    """Whether two names can be of one person or body: one part of the other, its acronym, an initial for the
    first name, or a slip in the surname.
    """
    a, b = (_bare(name) for name in (one, other))
    if not a or not b:
        return False
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    if initials(one).casefold() in b or initials(other).casefold() in a:
        return True
    if len(a) == len(b) == 2 and a[1] == b[1] and a[0][0] == b[0][0] and 1 in (len(a[0]), len(b[0])):
        return True
    return len(a) == len(b) and a[:-1] == b[:-1] and ratio(a[-1], b[-1]) >= _SLIP


def _bare(name: str) -> list[str]:
    """The words of a name without a post before it, titles, articles and possessives, small."""
    words = [re.sub(r"['’]s?$", "", token.group().rstrip(".")).casefold() for token in _TOKEN.finditer(name)]
    posts = [place for place, word in enumerate(words[:-1]) if word in _ROLE_WORDS]
    words = words[posts[-1] + 1 :] if posts else words
    return [word for word in words if word not in _PERSON_TITLES and word not in _CONNECTORS]
