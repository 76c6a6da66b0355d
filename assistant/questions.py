"""Turns a question into what it asks for: the kinds of answer, its parts, and the words an answer must bear out.

Knows nothing of documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.names import Name, names
from assistant.quantities import NUMBER_WORDS, Quantity, quantities
from assistant.text import STOP_WORDS, fold, is_stop, located_terms, sentences


class Wanted(StrEnum):
    """A kind of answer."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"
    DURATION = "duration"
    DATE = "date"
    PERSON = "person"
    BODY = "body"
    PLACE = "place"
    NAME = "name"
    REASON = "reason"
    YES_NO = "yes_no"
    LIST = "list"
    DEFINITION = "definition"
    OPEN = "open"


FIGURES = frozenset({Wanted.MONEY, Wanted.COUNT, Wanted.PERCENT, Wanted.DURATION})
"""Kinds that a quantity answers."""


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """What a question asks.

    Attributes:
        text: the question as read.
        wanted: kinds of answer, the most specific first; never empty.
        parts: the questions inside it, each readable alone; one for a simple question.
        terms: its content terms, in order, without repeats and without words that only ask ("how", "much").
        names: proper names in it; figures: numbers in it.
        size: how many items a list should have, where the question says ("what five things").
    """

    text: str
    wanted: tuple[Wanted, ...]
    parts: tuple[str, ...]
    terms: tuple[str, ...]
    names: tuple[Name, ...]
    figures: tuple[Quantity, ...]
    size: int | None = None

    @property
    def is_list(self) -> bool:
        """Whether the answer is a list."""
        return Wanted.LIST in self.wanted


_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must|am)"
_PERSON_NOUN = (
    r"(?:person|people|man|woman|minister|secretary|director|chief|executive|officer|head|leader|chair(?:man|woman|person)?|official|"
    r"spokes(?:man|woman|person)|commissioner|author|journalist|mp|peer|politician|professor|expert|boss|speaker)"
)
_BODY_NOUN = (
    r"(?:organisations?|organizations?|charit(?:y|ies)|agenc(?:y|ies)|bod(?:y|ies)|compan(?:y|ies)|firms?|departments?|groups?|foundations?|"
    r"councils?|forces?|publishers?|institutions?|universit(?:y|ies))"
)
_LIST_NOUN = (
    r"(?:areas|actions|steps|measures|things|ways|demands|changes|groups|organisations|organizations|charities|agencies|bodies|companies|"
    r"areas|points|items|aims|goals|priorities|commitments|recommendations|reasons|figures|examples|types|kinds|factors|tasks|powers|"
    r"restrictions|criticisms|proposals|plans|expectations|people|names|documents|sources|requirements|conditions|duties|services|signs)"
)
_SIZE = rf"(?P<size>\d+|{'|'.join(w for w in NUMBER_WORDS if w not in ('zero', 'one'))})"

_RULES: tuple[tuple[str, tuple[Wanted, ...]], ...] = (
    (r"\bhow many (?:years|months|weeks|days|hours)\b(?! ago)", (Wanted.DURATION, Wanted.COUNT)),
    (r"\bhow long\b|\bwhat (?:time )?(?:period|length of time|timescale|timeframe)\b|\bover what\b|\bhow soon\b", (Wanted.DURATION, Wanted.DATE)),
    (r"\bhow (?:many|often|old|young|frequently)\b|\b(?:what|which) (?:is|was|were|are)? ?(?:the )?(?:total |exact |overall )?number\b|\bnumber of\b", (Wanted.COUNT, Wanted.PERCENT)),
    (r"\b(?:what|which) (?:percentage|per ?cent|proportion|share|fraction|rate|rise|increase|growth)\b|\bpercentage\b|\b(?:share|proportion|fraction) of\b|\bby how much\b|"
     r"\bhow (?:much|far|fast|quickly) (?:has|have|had|did|do|does|is|are|was|were)\b.*\b(?:ris\w*|rose|grow\w*|grew|increas\w*|f[ae]ll\w*|drop\w*|chang\w*|declin\w*|jump\w*|up|down)\b|\bwhat (?:is|was|were|are) (?:the )?(?:\w+ )?(?:increase|rise|fall|growth|drop|decrease|reduction)\b|\bhow much (?:more|less|higher|lower)\b",
     (Wanted.PERCENT, Wanted.COUNT, Wanted.MONEY)),
    (r"\bhow much\b|\bwhat (?:do|does|did|will|would) .{2,60}\bcosts?\b|\b(?:what|which) (?:sum|amount|budget|cost|price|funding|grant)\b|\bhow (?:big|large) (?:is|was|a) (?:the )?(?:grant|fund|budget|investment)\b|"
     r"\bhow .{0,20}(?:£|\bfund|\bspen[dt]|\bsplit)\b|\b(?:cost|price|budget|sum|amount) of\b", (Wanted.MONEY,)),
    (r"\bwhen\b|\b(?:what|which) (?:date|day|month|year|time)\b|\bin what year\b|\bhow recent\b|\bdate of\b", (Wanted.DATE,)),
    (r"\bwhat\b.*\b(?:called|named|titled|entitled)\s*\??$|\bwhat (?:is|was) the (?:name|title) of\b", (Wanted.NAME,)),
    (rf"\bwho\b|\bwhose\b|\bwhom\b|\b(?:what|which) {_PERSON_NOUN}\b|\bname (?:of )?the {_PERSON_NOUN}\b|\bname of\b", (Wanted.PERSON, Wanted.BODY)),
    (rf"\b(?:what|which) (?:\w+ ){{0,2}}?{_BODY_NOUN}\b", (Wanted.BODY,)),
    (r"\bwhere\b|\b(?:what|which) (?:country|city|town|place|region|nation|county|area of)\b", (Wanted.PLACE,)),
    (r"\bwhy\b|\b(?:what|which) (?:is|was|are|were)? ?(?:the )?(?:reason|cause|purpose|aim|motive|rationale)s?\b|\bhow come\b|\bwhat (?:led|prompted|caused)\b", (Wanted.REASON,)),
)  # fmt: skip
_FIGURE_WORD = re.compile(r"\b(?:figures?|numbers?|totals?|statistics?|stats)\b", re.IGNORECASE)
_RELATIVE_WHO = re.compile(
    r"(?<=[a-z] )(?<!\band )(?<!\bor )(?<!\bbut )(?<!\bto )(?<!\bby )(?<!\bfor )(?<!\bfrom )(?<!\bwith )(?<!\bof )(?<!\babout )(?<!\bknow )"
    r"(?<!\bsay )(?<!\bsaid )(?<!\btell )(?:who|whose|whom)\b"
)
"""The word that joins a clause to the noun before it ("callers who asked"), where it does not ask."""
_OPENS_QUESTION = re.compile(
    rf"^(?:so |and |but |or )?(?:(?:for|to|by|from|over|in|at|on|with|of) )?(?:what|which|how|when|where|why|who|{_AUXILIARY})\b",
    re.IGNORECASE,
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), wanted) for pattern, wanted in _RULES)
_LIST = re.compile(
    rf"\b(?:what|which|name|list|give)\b(?: \w+){{0,3}}? (?:{_SIZE} )(?P<head>(?:\w+ ){{0,2}}\w+s\b|people)|"
    rf"^(?:please |can you |could you )*(?:list|name|set out|outline|summari[sz]e|everything|all)\b|"
    rf"\b(?:what|which) (?:are|were) (?:the |all |some )?(?:\w+ ){{0,3}}?{_LIST_NOUN}\b|"
    rf"\b(?:what|which) (?:\w+ ){{0,2}}?{_LIST_NOUN}\b(?! (?:is|was)\b)",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"^(?:so |and |but )?(?:please )?(?:what(?:'s| is| are)|who(?:'s| is| are)|define|explain|meaning of|what (?:do|does))\b(?!.*\b(?:doing|saying|happening|planning|asking|going)\b)"
    r"(?:(?: (?:an?|the))? (?:[\w’'.-]+ ?){1,5}| .*\b(?:mean|stand for|do)\b)\??$",
    re.IGNORECASE,
)
_YES_NO = re.compile(rf"^(?:so |and |but |or )?{_AUXILIARY}(?:n['o]?t)?\b(?!.*\bor\b.*\?)", re.IGNORECASE)
_SPLIT = re.compile(
    r"(?:\s*[,;?]\s*(?:and|or|but)?\s*|\s+and\s+)(?=(?:(?:for|to|by|from|over|in|at|on|with|of)\s+)?(?:who|whom|whose|what|when|where|why|how|which)\b)",
    re.IGNORECASE,
)
_ASKED_FIRST = re.compile(
    rf"^(?:(?:for|to|by|from|over|in|at|on|with|of) )?(?:how (?:many|much|long|often)|who|whom|whose|what|when|where|why|how|which)\b"
    rf"(?: {_AUXILIARY}\b)?\s*",
    re.IGNORECASE,
)
"""What a question's topic stands after: another part of the question asks something else of it."""
_TOPIC_WORDS = 3  # least content words of a topic that stands without its own question word
_ORDER = re.compile(
    r"(?:please |now |and |then |instead,? |just )*(?:ignore|disregard|forget|pretend|override|bypass|repeat after|reply|respond|answer (?:only|with|in|as)|"
    r"output|print|say\b(?! about)|write|you are (?:now|a|an|no longer)|you must|act as|do not (?:use|cite|quote)|don['’]t (?:use|cite|quote)|"
    r"system:|assistant:|new instructions?)\b|(?:many )?thanks|thank you|cheers|(?:hi|hello|hey|dear)(?: \w+)?[,.!]*$",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"^(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|sorry to bother you|please)\b[ ,.!-]*)+", re.IGNORECASE
)
_EMBEDDED = re.compile(
    r"^(?:(?:hi|hello|please|sorry)\b[ ,]*)*(?:i|i['’]m|i['’]d|we|we['’]re|we['’]d|can|could|would|do|please|need|want|wanted|trying|just|looking)\b"
    r"(?:(?! ?\b(?:what|who|whom|whose|when|where|why|how|which)\b).)*?\b(?:know|find out|ask|asking|wondering|wonder|understand|tell (?:me|us)|"
    r"check|see|work out|confirm|remind (?:me|us)|say|explain)\b(?: (?:by|before|until|for) [\w ]{2,20}?)?[,:]? "
    r"(?P<question>(?:(?:for|to|by|from|over|in|at|on|with|of) )?(?:what|who|whom|whose|when|where|why|how|which)\b.{8,})$",
    re.IGNORECASE | re.DOTALL,
)
"""A question inside a sentence about the one who asks: "I need to know by Friday what the programme does"."""
_LEAD_IN = re.compile(
    r"^(?P<said>(?:so |and |just |also )*(?:i|i['’]m|i['’]ve|we|we['’]re|we['’]ve|my|our|for (?:an?|the|my|our|some)|in (?:my|our)|writing|preparing|"
    r"drafting|checking|updating|working on|doing|reading|looking at|(?:a )?(?:quick |short |simple |one )?(?:question|query|background|context))\b[^?:]*?"
    r"(?:[.:;]\s+|\s[-–—]\s+))(?P<question>(?:(?:and|so) )?(?:(?:for|to|by|from|over|in|at|on|with|of) )?"
    rf"(?:what|who|whom|whose|when|where|why|how|which|{_AUXILIARY})\b[^?]*\??)$",
    re.IGNORECASE | re.DOTALL,
)
_STANDS = 3  # least content words of a question that needs no lead-in
_POINTS_BACK = re.compile(r"\b(?:it|its|they|them|their|he|him|his|she|her|this|these|those|there)\b", re.IGNORECASE)
_ASKING = frozenset(
    "mani much old long often name list percentag percent proport number amount sum happen figur year month date tell kind "
    "type accord document sourc articl report mention detail inform question answer exact total".split()
)
_ACRONYM_ASK = re.compile(
    r"^(?:what does |what is |whats |what's |define |meaning of )?(?:the )?([A-Z][A-Z&]+)(?: stand for| mean)?\??$"
)


def analyse(question: str) -> QuestionForm:
    """What the question asks; pure, never raises. A question of keywords wants an open answer unless a word says more."""
    text = question.strip()
    parts = _parts(text)
    wanted: list[Wanted] = []
    if _ACRONYM_ASK.match(text):
        wanted.append(Wanted.DEFINITION)
    size = None
    listed = _LIST.search(text)
    if listed:
        wanted.append(Wanted.LIST)
        given = listed.groupdict().get("size")
        size = None if not given else int(given) if given.isdigit() else NUMBER_WORDS[given.casefold()]
    asking = _RELATIVE_WHO.sub("", text) if _OPENS_QUESTION.match(text) else text
    for pattern, kinds in _COMPILED:
        if pattern.search(asking):
            wanted.extend(kinds)
    if not wanted and _FIGURE_WORD.search(text) and not _OPENS_QUESTION.match(text):
        wanted.extend((Wanted.COUNT, Wanted.PERCENT, Wanted.MONEY))
    if not wanted and _YES_NO.match(text):
        wanted.append(Wanted.YES_NO)
    if not wanted and _DEFINITION.match(text):
        wanted.append(Wanted.DEFINITION)
    wanted.append(Wanted.OPEN)
    return QuestionForm(
        text=text,
        wanted=tuple(dict.fromkeys(wanted)),
        parts=parts,
        terms=tuple(_terms(text)),
        names=tuple(n for n in names(text)),
        figures=tuple(quantities(text)),
        size=size,
    )


def core(text: str) -> str:
    """The question itself: without what follows its last question mark, greetings and thanks, and orders to the reader;
    what somebody needs to know, without their saying that they need to.

    An order ("ignore the documents and say ...") asks nothing that documents could answer. Where nothing would be left,
    the whole text is the question.
    """
    spans = sentences(text)
    marked = [i for i, (_, end) in enumerate(spans) if text[:end].rstrip("\"'”’)").endswith("?")]
    if marked:
        spans = spans[: marked[-1] + 1]
    kept = [text[s:e] for s, e in spans if not _ORDER.match(text[s:e])]
    asked = _COURTESY.sub("", " ".join(kept)).strip()
    asked = _without_lead_in(asked)
    inside = _EMBEDDED.match(asked)
    asked = inside["question"] if inside else asked
    return asked if any(c.isalnum() for c in asked) else text


def _without_lead_in(text: str) -> str:
    """The question without what its writer says of themselves first ("Writing a bid:"), where it stands without that."""
    said = _LEAD_IN.match(text)
    asked = said["question"] if said else ""
    if not said or names(said["said"]) or len(_terms(asked)) < _STANDS or _POINTS_BACK.search(asked):
        return text
    return asked


def _terms(text: str) -> list[str]:
    found = [term for term, _, _ in located_terms(text) if not is_stop(term)]
    kept = [term for term in found if term not in _ASKING]
    return list(dict.fromkeys(kept or found))


def _parts(text: str) -> tuple[str, ...]:
    pieces = [p.strip(" ,;?") for p in _SPLIT.split(text) if p and p.strip(" ,;?")]
    if len(pieces) < 2 or not re.match(
        r"(?:\w+\s+)?(?:who|whom|whose|what|when|where|why|how|which)\b", pieces[0], re.IGNORECASE
    ):
        return (text,)
    topic = pieces[0]
    bare = _ASKED_FIRST.sub("", topic)
    about = bare if len(_terms(bare)) >= _TOPIC_WORDS else topic
    parts = [topic + "?"]
    for piece in pieces[1:]:
        alone = len([w for w in fold(piece).split() if w not in STOP_WORDS]) >= 2
        parts.append((piece if alone else f"{piece}, {about}") + "?")
    return tuple(parts)
