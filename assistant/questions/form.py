"""Turns a question into what it asks for: the kinds of answer, its parts, and the words an answer must bear out.

Knows nothing of documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.names import Name, names
from assistant.opposites import MOVED
from assistant.posts import PostAsked, asked
from assistant.quantities import NUMBER_WORDS, Quantity, quantities
from assistant.questions.claims import Claim, claim_of
from assistant.questions.parts import parts
from assistant.questions.words import AUXILIARY, COMPARATIVE, OPENS_YES_NO, PERSON_NOUN, PREPOSITION, asked_terms


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
    PHONE = "phone"
    EMAIL = "email"
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
        parts: the questions inside it, each readable alone; one for a simple question. clauses: the same, as typed.
        terms: its content terms, in order, without repeats and without words that only ask ("how", "much").
        names: proper names in it; figures: numbers in it.
        acronym: what should be spelled out, where that is all it asks ("CSE - meaning?").
        clause: the number of the clause it asks about ("What does clause 3.3 say?").
        size: how many items a list should have, where the question says ("what five things").
        aside: terms of figures that only say what is meant ("how much of the £5m", "the project that got £5m").
        post: what it asks about posts and who holds them.
        claim: what it takes for so, and the open question that asks for it ("Is it still 80,000?").
    """

    text: str
    wanted: tuple[Wanted, ...]
    parts: tuple[str, ...]
    clauses: tuple[str, ...]
    terms: tuple[str, ...]
    names: tuple[Name, ...]
    figures: tuple[Quantity, ...]
    post: PostAsked
    size: int | None = None
    acronym: str | None = None
    clause: str | None = None
    claim: Claim | None = None
    aside: frozenset[str] = frozenset()

    @property
    def is_list(self) -> bool:
        """Whether the answer is a list."""
        return Wanted.LIST in self.wanted

    @property
    def asks_reason(self) -> bool:
        """Whether the answer is a reason."""
        return self.wanted[0] is Wanted.REASON


_BODY_NOUN = (
    r"(?:organisations?|organizations?|charit(?:y|ies)|agenc(?:y|ies)|bod(?:y|ies)|compan(?:y|ies)|firms?|departments?|groups?|foundations?|"
    r"councils?|forces?|publishers?|institutions?|universit(?:y|ies))"
)
_LIST_NOUN = (
    r"(?:areas|actions|steps|measures|things|ways|demands|changes|groups|organisations|organizations|charities|agencies|bodies|companies|"
    r"areas|points|items|aims|goals|priorities|commitments|recommendations|reasons|figures|examples|types|kinds|factors|tasks|powers|"
    r"restrictions|criticisms|targets|objectives|criteria|options|outcomes|benefits|risks|themes|exceptions|gaps|conclusions|pledges|promises|proposals|plans|expectations|people|names|documents|sources|requirements|conditions|duties|services|signs)"
)
_SIZE = rf"(?P<size>\d+|{'|'.join(w for w in NUMBER_WORDS if w not in ('zero', 'one'))})(?! (?:hundred|thousand|million|billion)\b)"

_MONEY_WORD = (
    r"(?:money|cash|funding|funds?|pay|paid|payment|costs?|spend|spent|spending|budget|grant|invest\w*|pounds?|fine[ds]?|fees?|worth|"
    r"savings?|saved?|income|earn\w*|charged?|owed?|support|compensation|aid)"
)
_COUNTED = (
    r"(?:people|persons|children|kids|boys|girls|women|men|families|victims|offenders|pupils|students|officers|carers|workers|teachers|"
    r"patients|places|cases|reports|calls|referrals|arrests|images|websites|schools|homes|times)"
)
"""Things that are counted, also by those who say "how much persons"."""
_HOW_MUCH_OF = (
    rf"\bhow much\b(?!.*\b{_MONEY_WORD}\b)"
    rf"(?=.*\b(?:(?:have|need|has) to|must)\b|(?! (?:{AUXILIARY}|of)\b)(?: more| extra)? [a-z]+ {AUXILIARY}\b)"
)
"""Asks for some of a thing that is no money ("how much training do ...", "how much must a pupil miss"): in any figure."""

_WHO_MAY = r" (?:(?:can|may|could|might) (?!i\b|we\b|you\b)|(?:is|are|was|were) (?:eligible|entitled|allowed|permitted|able|covered|exempt)\b|qualif(?:y|ies|ied)\b|(?:is|are|was|were) (?:the |this |that |these )?(?:[\w’'-]+ ){1,5}(?:for|aimed at|meant for|open to|intended for)\s*\??$)"
"""What asks for whom something is, not for somebody's name: "who can apply"."""

_RULES: tuple[tuple[str, tuple[Wanted, ...]], ...] = (
    (r"\b(?:tele)?phone numbers?\b|\b(?:mobile|contact|helpline|telephone|fax) number\b|\bnumber (?:to|can i|should i|do i) (?:ring|call|phone|dial)\b|\b(?:(?:what|which)(?:['’]s| is| was)? (?:the )?)?number (?:of|for) (?:the|your|our) (?:[\w’'-]+ ){0,2}\w*line\b", (Wanted.PHONE,)),
    (r"\be-?mail(?: address(?:es)?)?\b(?! (?:to|from|sent|system|account)\b)", (Wanted.EMAIL,)),
    (r"\bhow many (?:years|months|weeks|days|hours)\b(?! ago)", (Wanted.DURATION, Wanted.COUNT)),
    (r"\bhow long\b|\bwhat (?:time )?(?:period|length of time|timescale|timeframe)\b|\bover what\b|\bhow soon\b|"
     rf"\bhow (?:quickly|fast|promptly) (?:must|should|do|does|can|will|would|are|is)\b(?!.*\b(?:{MOVED}|chang\w*)\b)", (Wanted.DURATION, Wanted.DATE)),
    (rf"\bhow much {_COUNTED}\b|" r"\bhow (?:many|often|old|young|frequently)\b|\b(?:what|which) ages?\b|\bwhat(?:['’]s| is| was| are| were) (?:the |their |its )?(?:(?:minimum|maximum|average|mean|median|upper|lower|lowest|highest|legal) )?age\b|\b(?:what|which) (?:is|was|were|are)? ?(?:the )?(?:total |exact |overall )?number\b|\b(?:number|count|tally) of\b", (Wanted.COUNT, Wanted.PERCENT)),
    (r"\b(?:what|which) (?:percentage|per ?cent)\b", (Wanted.PERCENT,)),
    (r"\b(?:what|which) (?:proportion|share|fraction|rate|rise|increase|growth)\b|(?<!what )(?<!which )\bpercentage\b|\b(?:share|proportion|fraction) of\b|\bby how much\b|"
     rf"\bhow (?:much|far|fast|quickly) (?:has|have|had|did|do|does|is|are|was|were)\b.*\b(?:{MOVED}|chang\w*)\b|\bwhat (?:is|was|were|are) (?:the )?(?:\w+ )?(?:increase|rise|fall|growth|drop|decrease|reduction)\b|\bhow much " + COMPARATIVE + r"\b",
     (Wanted.PERCENT, Wanted.COUNT, Wanted.MONEY)),
    (r"\bhow much (?:time|of the time|longer)\b", (Wanted.DURATION,)),
    (_HOW_MUCH_OF, (Wanted.MONEY, Wanted.DURATION, Wanted.COUNT, Wanted.PERCENT)),
    (r"\bhow much\b|\bwhat (?:is|are|was|were) .{2,40}\bpaid\b|\bwhat (?:do|does|did|must|should|will) .{2,40}\b(?:pay|earn)\b(?! (?:for|attention|back)\b)|\b(?:salary|salaries|wages?|pay) of\b|\bwhat (?:do|does|did|will|would) .{2,60}\bcosts?\b|\b(?:what|which) (?:sum|amount|budget|cost|price|funding|grant)\b|\bwhat(?:['’]?s| is| was| will be) (?:the |its |their )(?:[\w/’'-]+ ){0,4}(?:budget|cost|price|fee|charge|grant|allowance|salary|subsidy)\b(?! (?:for|about|meant|code)\??$)|\bhow (?:big|large) (?:is|was|a) (?:the )?(?:grant|fund|budget|investment)\b|"
     r"\bwhat (?:did|do|does|will|would|could|might|was|were|is|are|has|have) .{2,80}\b(?:bring in|raise|fetch|(?:sold|sell|go|went|get|got) for)(?: it| them| that)?\s*\??$|"
     r"\bhow .{0,20}(?:£|\bfund|\bspen[dt]|\bsplit)\b|\b(?:cost|price|budget|sum|amount) of\b|\b(?-i:bill) (?:for|of)\b", (Wanted.MONEY,)),
    (r"\bwhen\b|\b(?:what|which) (?:date|day|month|year|time)s?\b|\bin what year\b|\bhow recent\b|\bdate of\b|\b(?:\w+ing|start|launch|end|release|publication|due) date\b|\b(?:what|which)(?:['’]?s| (?:is|was|are|were))? (?:the |its |their )?(?:[\w’'-]+ ){0,2}(?:deadlines?|cut-?off)\b|^(?:the )?deadline\b", (Wanted.DATE,)),
    (r"\bwhat\b.*\b(?:called|named|titled|entitled)\s*\??$|\bwhat (?:is|was) the (?:name|title) of\b", (Wanted.NAME,)),
    (rf"\bwho\b(?!{_WHO_MAY})|\bwhose\b|\bwhom\b|\b(?:what|which) {PERSON_NOUN}\b|\bname (?:of )?the {PERSON_NOUN}\b|\bname of\b|\b{PERSON_NOUN}(?:['’]s)? name\b|\b(?:what|which) (?:\w+ ){{1,2}}{PERSON_NOUN} (?:is|was|are|were|has|have|had|will|did|does|said|says|told|who|leads?|led|runs?|ran)\b", (Wanted.PERSON, Wanted.BODY)),
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
_WHILE = re.compile(
    r"(?<=[a-z] )(?<!\band )(?<!\bor )(?<!\bbut )(?<!\bknow )(?<!\bsay )(?<!\bsaid )(?<!\btell )(?<!\bme )(?<!\bsince )(?<!\buntil )(?<!\bby )"
    rf"(?<!\bfrom )when\b(?! (?:{AUXILIARY})\b)(?= \w)"
)
"""The word that opens a condition ("what happens when the fund ends"), where it asks for no date."""
_CONDITION = re.compile(
    rf"^(?:so |and |but )?(?:when|if|once|after|before|while|where|whenever)(?! (?:{AUXILIARY})\b)(?! \w+(?:s|ed)?\?)\b[^?]{{6,}}?[, ]+(?=(?:{PREPOSITION} )?(?:how|what|which|who)\b)",
    re.IGNORECASE,
)
"""A condition before what is asked ("when the works are done how many homes ...")."""
_OPENS_QUESTION = re.compile(
    rf"^(?:so |and |but |or )?(?:{PREPOSITION} )?(?:what|which|how|when|where|why|who|{AUXILIARY})\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    rf"^(?:(?:so|and|but|or|{PREPOSITION}|between|since|until|during|up to) )*(?=(?:what|which|how|when|where|who|whose|whom|why)\b)",
    re.IGNORECASE,
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), wanted) for pattern, wanted in _RULES)
_LIST = re.compile(
    rf"\b(?:what|which|name|list|give)\b(?: [\w’'-]+){{0,3}}? (?:{_SIZE} )(?P<head>(?:\w+ ){{0,2}}\w+s\b|people)|"
    rf"^(?:please |can you |could you )*(?:list|name|set out|outline|summari[sz]e|everything|all)\b|"
    rf"\b(?:what|which) (?:are|were) (?:the |all |some )?(?:[\w’'-]+ ){{0,3}}?{_LIST_NOUN}\b|"
    rf"\b(?:what|which) (?!share|proportion|percentage|number|fraction|kind of person)(?:\w+ ){{0,2}}?{_LIST_NOUN}\b(?! (?:is|was)\b)",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"^(?:so |and |but )?(?:please )?(?:what(?:'s| is| are)|who(?:'s| is| are)|define|explain|meaning of|what (?:do|does))\b(?!.*\b(?:doing|saying|happening|planning|asking|going)\b)"
    r"(?:(?: (?:an?|the))? (?:[\w’'.-]+ ?){1,5}| .*\b(?:mean|stand for|do)\b)\??$",
    re.IGNORECASE,
)
_CLAUSE_ASKED = re.compile(
    r"\b(?:clause|section|paragraph|para|rule|article|regulation|standard|point|item) (?P<number>\d+(?:\.\d+)*)(?![\d%])",
    re.IGNORECASE,
)
_YES_NO = re.compile(rf"{OPENS_YES_NO}(?!.*\bor\b.*\?)", re.IGNORECASE)
_ACRONYM_ASK = re.compile(
    r"^(?i:what does |what is |what's |whats |define |meaning of )?(?i:the )?(?P<acronym>[A-Z][A-Z&]+)"
    r"(?P<spelled>(?i: stands? for| means?|\s*[-–:,]? ?(?:meaning|definition|full name|short for)))?\??$"
)


_ASIDE = re.compile(
    rf"\b(?:of|from|out of) (?:the |this |that |its |their )?(?:total |extra |new )?$|\b(?:that|which|who) (?:{AUXILIARY} )?(?:[a-z]+ )?$",
    re.IGNORECASE,
)
"""What stands before a figure that an answer need not hold."""


def _aside(text: str, figures: tuple[Quantity, ...]) -> frozenset[str]:
    """The terms of sums that only say what is meant."""
    meant = (f for f in figures if f.kind == "money" or f.scaled)
    return frozenset(t for f in meant if _ASIDE.search(text[: f.start]) for t in asked_terms(f.text))


def analyse(question: str) -> QuestionForm:
    """What the question asks; pure, never raises. A question of keywords wants an open answer unless a word says more."""
    text = question.strip()
    inside = parts(text)
    wanted: list[Wanted] = []
    short = _ACRONYM_ASK.match(text)
    if short:
        wanted.append(Wanted.DEFINITION)
    size = None
    listed = _LIST.search(text)
    if listed:
        wanted.append(Wanted.LIST)
        given = listed.groupdict().get("size")
        size = None if not given else int(given) if given.isdigit() else NUMBER_WORDS[given.casefold()]
    asking = _CONDITION.sub("", text)
    asking = _WHILE.sub("", _RELATIVE_WHO.sub("", asking)) if _OPENS_QUESTION.match(asking) else asking
    matches = [(match, kinds) for pattern, kinds in _COMPILED if (match := pattern.search(asking))]
    opening = _OPENING.match(asking)
    if opening:  # "which months did the share of ..." asks for months
        matches.sort(key=lambda found: found[0].start() > opening.end())
    for _, kinds in matches:
        wanted.extend(kinds)
    if not wanted and _FIGURE_WORD.search(text) and not _OPENS_QUESTION.match(text):
        wanted.extend((Wanted.COUNT, Wanted.PERCENT, Wanted.MONEY))
    figures = tuple(quantities(text))
    claim = claim_of(text, figures)
    if (_YES_NO.match(text) and not wanted) or claim:
        wanted = [Wanted.YES_NO]
    clause = _CLAUSE_ASKED.search(text)
    post = asked(text)
    if not wanted and post.bare:
        wanted.extend((Wanted.PERSON, Wanted.BODY))
    if not wanted and _DEFINITION.match(text):
        wanted.append(Wanted.DEFINITION)
    wanted.append(Wanted.OPEN)
    return QuestionForm(
        text=text,
        wanted=tuple(dict.fromkeys(wanted)),
        parts=tuple(part.text for part in inside),
        clauses=tuple(part.clause for part in inside),
        terms=tuple(asked_terms(text)),
        names=tuple(n for n in names(text)),
        figures=figures,
        post=post,
        size=size,
        acronym=short["acronym"] if short and short["spelled"] else None,
        clause=clause["number"] if clause else None,
        claim=claim,
        aside=_aside(text, figures),
    )
