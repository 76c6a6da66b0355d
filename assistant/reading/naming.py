"""Tells whether a sentence and its document are about who, what and where a question names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from assistant.acronyms import spelled_out
from assistant.names import Name, initials, names, opens_sentence
from assistant.questions import QuestionForm, Wanted
from assistant.reading.candidates import Candidate
from assistant.reading.timing import TELLING
from assistant.schema import Document
from assistant.text import fold, is_stop, sentences, words

_ALSO_CALLED = {
    word: frozenset(group)
    for group in (
        ("uk", "u.k", "britain", "british", "kingdom", "brit", "brits", "briton", "britons"),
        ("us", "u.s", "usa", "america", "american", "states"),
        ("eu", "e.u", "europe", "european"),
        ("england", "english"),
        ("wales", "welsh"),
        ("scotland", "scottish", "scots"),
        ("ireland", "irish"),
        ("france", "french"),
        ("germany", "german"),
        ("spain", "spanish"),
        ("italy", "italian"),
        ("australia", "australian"),
        ("canada", "canadian"),
        ("china", "chinese"),
        ("india", "indian"),
        ("russia", "russian"),
        ("government", "ministers", "whitehall"),
        ("parliament", "westminster", "mps"),
    )
    for word in group
}
_POSSESSIVE = re.compile(r"'s?$")
_TYPO, _TYPO_LETTERS = 85, 5  # how alike (of 100), and how long, words are that differ by a slip of the keyboard
_SLIP = 80  # how alike two spellings of one surname are
KINDS = frozenset(
    "academy agency association bank centre church clinic club college company council court department fund federation foundation garden "
    "gallery group hall home hospital hotel house institute lane library line market ministry museum park party police prison project "
    "programme railway road scheme school shelter society station street surgery theatre trust union university village ward".split()
)
"""What bodies and places are, by the last word of their names."""
_SET_IN = re.compile(r"\b(?:in|across|throughout)(?: [A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*,)* $")
_SHE_OR_HE = re.compile(r"\b(?:she|he|her|him)\b", re.IGNORECASE)
_TITLE_LETTERS = 6  # how far into a sentence its first name may begin: after "Prof "


def name_stands(name: Name, question: str, document: Document) -> bool:
    """Whether each word of a name stands in a name of the document, give or take a letter, or the document abbreviates it.

    Words alone will not do: "Action for Children" is not borne out by "action" and "children".
    """
    known, acronyms = _named(document)
    parts = [w for w in parts_of(name.text) if not is_stop(w)]
    missing = [w for w in parts if not _known(w, known)]
    if len(parts) > 1 and fold(name.text) in fold(document.metadata.title):
        return True
    if not missing or name.text.replace(".", "").casefold() in known:
        return True
    if len(missing) == 1 and len(parts) > 1 and missing[0] == parts[0] and opens_sentence(question, name.start):
        return True  # the first word of a sentence has a capital anyway
    letters = initials(name.text).casefold()
    return (len(letters) >= 2 and letters in known) or name.text.replace(".", "") in acronyms


def is_another(name: Name, candidate: Candidate, document: Document) -> bool:
    """Whether a sentence tells of another body or place of the kind that a name is of: Stainby Library, asked about Leeds
    Library, in a document that is not about the one asked about.
    """
    *own, head = parts_of(name.text)
    own = [word for word in own if not is_stop(word)]
    if not own or head not in KINDS:
        return False
    said = set(parts_of(f"{candidate.title} {document.opening} {candidate.before_text} {candidate.text}"))
    if any(word in said or _known(word, frozenset(said)) for word in own):
        return False
    others = ([w for w in parts_of(other.text) if not is_stop(w)] for other in names(candidate.text))
    return any(len(other) > 1 and other[-1] == head for other in others)


@dataclass(frozen=True, slots=True)
class Places:
    """The places that some documents tell of, each by the words of its name.

    Attributes:
        named: those that something is set in ("in Wealdon"); beside: pairs of them that stand in one row ("Northmoor and Wealdon"),
            so that neither is a part of the other.
    """

    named: frozenset[frozenset[str]] = frozenset()
    beside: frozenset[tuple[frozenset[str], frozenset[str]]] = frozenset()

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Places:
        """The places of documents."""
        found = [_places_of(document) for document in documents]
        named = frozenset(place for one in found for place in one.named)
        return cls(named, frozenset(p for one in found for p in one.beside if named.issuperset(p)))


NOWHERE = Places()


def is_elsewhere(name: Name, candidate: Candidate, document: Document, places: Places) -> bool:
    """Whether a sentence tells of another place than the one asked about: it names it, or its document is about it and the other
    is no part of that: of Northmoor, asked about Wealdon.
    """
    asked = frozenset(parts_of(name.text))
    near = set(parts_of(" ".join([*candidate.headings, candidate.before_text, candidate.text])))
    if asked not in places.named or asked & near:
        return False
    named = {frozenset(parts_of(other.text)) for other in names(candidate.text)}
    named.add(frozenset(parts_of(candidate.text)[:1]))  # a name may open the sentence
    others = [place for place in places.named & named if not place & asked]
    about = set(parts_of(" ".join([candidate.title, document.opening, document.metadata.publisher or ""])))
    if not asked & about and any(one == asked and other <= about for one, other in places.beside):
        return True
    return any(not asked & about or place <= about for place in others)


def is_under_another(name: Name, candidate: Candidate, document: Document) -> bool:
    """Whether a sentence stands under the heading of something else, and the document has one for what a name is of: "It is
    managed by Ann Poe" under "Larkfield", asked about Penn Street, of which the next section tells.
    """
    asked = frozenset(word for word in parts_of(name.text) if not is_stop(word))
    if not asked or not candidate.headings:
        return False
    around = (candidate.title, document.metadata.publisher or "", candidate.before_text, candidate.text)
    if asked & set(parts_of(" ".join([*candidate.headings, *around]))):
        return False
    own = frozenset(word for word in parts_of(candidate.headings[-1]) if not is_stop(word))
    headed, written = _headed(document)
    return bool(own) and own <= written and any(asked <= heading for heading in headed)


@lru_cache(maxsize=256)
def _headed(document: Document) -> tuple[frozenset[frozenset[str]], frozenset[str]]:
    """The words of each heading of a document, and of all the names in it."""
    headings = {block.headings[-1] for block in document.blocks if block.headings}
    words_of_names = (word for name in names(document.text) for word in parts_of(name.text))
    return frozenset(frozenset(parts_of(heading)) for heading in headings), frozenset(words_of_names)


def is_somebody_else(name: Name, form: QuestionForm, candidate: Candidate) -> bool:
    """Whether a sentence opens with another person than the one asked about, and has no word for that one."""
    if Wanted.PERSON in form.wanted or _SHE_OR_HE.search(candidate.text) or TELLING.search(candidate.text):
        return False
    opening = next((n for n in names(candidate.text) if n.start <= _TITLE_LETTERS), None)
    if opening is None or not _may_be_person(name) or not _may_be_person(opening):
        return False
    asked, said = frozenset(parts_of(form.text)), frozenset(parts_of(candidate.text))
    surname, other = parts_of(name.text)[-1], parts_of(opening.text)
    return (
        not _known(surname, said)
        and ratio(surname, other[-1]) < _SLIP
        and not any(_known(part, asked) for part in other)
    )


def _may_be_person(name: Name) -> bool:
    """Whether a name may be somebody's: two or three words, none of which says otherwise."""
    return name.kind == "person" or (not name.kind and 2 <= len(name.text.split()) <= 3)


@lru_cache(maxsize=256)
def _places_of(document: Document) -> Places:
    """The places of a document."""
    rows: list[list[str]] = []
    last = -1
    for name in names(document.text):
        if name.kind:
            continue
        row = name.text.split(" and ")
        if rows and document.text[last : name.start] == ", ":
            rows[-1].extend(row)
        else:
            rows.append(row)
        last = name.end
    set_in = (n for n in names(document.text) if not n.kind and _SET_IN.search(document.text[: n.start]))
    named = frozenset(frozenset(parts_of(place)) for name in set_in for place in name.text.split(" and "))
    worded = [[frozenset(parts_of(place)) for place in row] for row in rows]
    return Places(named, frozenset((a, b) for row in worded for a in row for b in row if not a & b))


def _known(word: str, known: frozenset[str]) -> bool:
    return bool(known & _ALSO_CALLED.get(word, frozenset((word,)))) or (
        len(word) >= _TYPO_LETTERS
        and any(ratio(word, other) >= _TYPO for other in known if len(other) >= _TYPO_LETTERS)
    )


@lru_cache(maxsize=512)
def _named(document: Document) -> tuple[frozenset[str], frozenset[str]]:
    """The words of all names of a document, folded, and the acronyms its names would have."""
    metadata = document.metadata
    found = names("\n".join(filter(None, [document.text, metadata.title, metadata.publisher, metadata.author])))
    stated = [*(n.text for n in found), *filter(None, [_written(metadata.title), metadata.publisher, metadata.author])]
    spelled = frozenset(w for text in stated for w in parts_of(text))
    opening = frozenset(w for start, end in sentences(document.text) for w in parts_of(document.text[start:end])[:1])
    full = frozenset(letters for text in stated for letters, _ in spelled_out(text))
    return spelled | opening, full | frozenset(initials(text) for text in stated)


def _written(title: str) -> str:
    """The words of a title that may be of names: those with capitals, where any has one."""
    capitals = [word.text for word in words(title) if not word.text.islower()]
    return " ".join(capitals) or title


def parts_of(text: str) -> list[str]:
    """The words of a name, folded, without possessive endings."""
    return list(_parts(text))


@lru_cache(maxsize=1024)
def _parts(text: str) -> tuple[str, ...]:
    return tuple(_POSSESSIVE.sub("", fold(w.text)) for w in words(text))
