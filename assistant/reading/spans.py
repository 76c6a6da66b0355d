"""Finds the short answer inside a sentence: the figure, date, name or body that a question asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

from assistant import posts
from assistant.acronyms import definitions
from assistant.dates import find_dates, of_each_week, times_of_day, told_dates
from assistant.events import END, at_odds, events_at, events_in
from assistant.names import Name, initials, names
from assistant.opposites import MOVED
from assistant.quantities import Quantity, quantities
from assistant.questions import FIGURES, QuestionForm, Wanted
from assistant.reading.timing import CAME_ABOUT
from assistant.text import fold, is_stop, located_terms, terms

_KINDS: dict[Wanted, tuple[str, ...]] = {
    Wanted.MONEY: ("money",),
    Wanted.COUNT: ("count", "ratio"),
    Wanted.PERCENT: ("percent", "ratio"),
    Wanted.DURATION: ("duration",),
}
_NAME_KINDS: dict[Wanted, tuple[str, ...]] = {
    Wanted.PERSON: ("person", "role", ""),
    Wanted.BODY: ("body", "acronym", ""),
    Wanted.PLACE: ("", "person"),
    Wanted.NAME: ("body", "acronym", ""),
}
_WRITTEN = frozenset({*FIGURES, Wanted.NAME, Wanted.PHONE, Wanted.EMAIL})  # kinds that are told by how they are written
_CONTACTS = {
    Wanted.PHONE: re.compile(
        r"(?<![\w£$€.,])(?:\+\d{1,3}[\s()-]*)?\(?0?\d(?:[\s()-]?\d){6,12}(?!\w|,\d)|(?<=\b(?:ring|call|dial) )\d{3}\b|(?<=\bdials )\d{3}\b|(?<=\bphone )\d{3}\b"
    ),
    Wanted.EMAIL: re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w"),
}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MULTIPLE = re.compile(
    r"\b(?:doubl|trebl|tripl|quadrupl|halv)\w*|\b\w+fold\b|\b(?:none|nobody|no one)\b", re.IGNORECASE
)

_FREE = re.compile(
    r"\bfree\b(?! (?:to|from|school|meals?|of (?!charge)|time|speech|movement|will))|\bno (?:charge|fee|cost)\b|\bwithout (?:charge|paying)\b|\bnothing\b",
    re.IGNORECASE,
)
"""What something costs that costs nothing."""
_TOTAL = re.compile(r"\b(?:in total|in all|altogether|total number|overall number)\b", re.IGNORECASE)
"""What asks for a number of things, which no share of them is."""
_ROUGHLY = r"(?:about |around |nearly |almost |just |over |under |more than |less than )?"
_FROM = re.compile(rf"\bfrom {_ROUGHLY}$", re.IGNORECASE)
_CHANGED_TO = re.compile(rf",? to {_ROUGHLY}", re.IGNORECASE)
_PART_OF = re.compile(r" of (?:the|its|their|all|some|our)(?: \w+)? ", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:was|were|had|did|used to|before|previous\w*|former\w*|original\w*|once|from|19\d\d|20\d\d)\b", re.IGNORECASE
)
"""What asks for how things were, or may."""
_UNTIL_THEN = re.compile(r"\b(?:before|prior to|previously|until|used to)\b", re.IGNORECASE)
"""What asks for how things were before they changed."""
_OF_AGE = re.compile(r"\b(?:old|young|ages?|aged)\b", re.IGNORECASE)
_AGE_BEFORE = re.compile(
    r"\b(?:aged?|ages|as (?:young|old) as|the age of|aged? (?:between )?\d+ (?:to|and|or)|between the ages of \d+ and)\s+$",
    re.IGNORECASE,
)
_AGE_AFTER = re.compile(r"(?:[- ]|\s?[-–]\s?(?:to[- ])?\d+[- ])years?[- ]olds?\b", re.IGNORECASE)

_MARK = re.compile(r"[,;:.()]")
_BY_ONE = re.compile(r"\bwho (?:chairs|chaired|wrote)\b|\bwritten by (?:who|whom)\b", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:until|till|up to|indefinitely|for ever|permanently|for life|for as long as)\b", re.IGNORECASE
)
"""What says how long without a number of days."""
_WHAT_TIME = re.compile(
    r"\b(?:at |by )?what time (?:does|do|did|is|are|was|were|will|can|should|must)\b", re.IGNORECASE
)
_NAMED_HOUR = re.compile(
    r"\b(?:noon|midday|midnight|dawn|dusk|sunset|sunrise|lunchtime|bedtime|o['’]clock|past|quarter to|half[- ]\w+)\b",
    re.IGNORECASE,
)
"""What asks for a time of day, and what tells one without figures."""
_HOW_OFTEN = re.compile(r"\bhow (?:often|frequently)\b", re.IGNORECASE)
_FREQUENCY = re.compile(
    r"\b(?:every|each) (?:other |second |third |\w+ )?(?:day|week|fortnight|month|half[- ]term|term|quarter|year|morning|evening|night|weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)day)s?\b|"
    r"\b(?:once|twice|thrice|[\w-]+ times) (?:an?|per|each|every|in) |\b(?:daily|weekly|fortnightly|monthly|termly|quarterly|yearly|annual(?:ly)?|biennial(?:ly)?)\b|"
    r"\b(?:always|never|seldom|rarely|constantly)\b",
    re.IGNORECASE,
)
"""What says how often, with or without a number."""
_OF_TIME = re.compile(
    r"\d|\b(?:before|after|during|since|until|till|when\w*|while|once|next|last|first|annual\w*|years?|months?|weeks?|weekly|monthly|yearly|days?|daily|"
    r"today|tomorrow|yesterday|tonight|now|immediate\w*|recent\w*|soon|already|lat(?:er|ely)|earlier|ago|then|following|every|each|"
    r"spring|summer|autumn|winter|christmas|easter|half-term|lockdowns?|pandemic|noon|midday|midnight|morning|afternoon|evening|term|century|decade|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekdays?|weekends?|january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
"""Without one of these no sentence says when."""
_LAST_DAY = re.compile(
    r"\b(?:until|till|by|before|no later than|clos\w+(?: on)?|ends?(?: on)?|deadline(?: is| of)?|due(?: on)?|to reach us(?: by| on)?)[^,;.]{0,12}$",
    re.IGNORECASE,
)
"""What stands before, or opens, the date at which something ends."""
_VOTE = re.compile(r"\b(?:vot\w+|motion|ballot|majority|unanim\w+)\b", re.IGNORECASE)
_TALLY = re.compile(r"\bby [\w-]+(?: votes)? to [\w-]+\b", re.IGNORECASE)

_HOW_CHANGED = re.compile(
    rf"\b(?:by how much|how (?:much|far|fast|steeply|sharply|quickly) (?:has|have|had|did|do|does)\b.*{MOVED})\b",
    re.IGNORECASE,
)
_TO = re.compile(rf"\b{MOVED} (?:again |since )?to {_ROUGHLY}$", re.IGNORECASE)
_FROM_FIGURE = re.compile(
    r"\b(?:from|than|compared (?:with|to)|against) (?:\w+ ){0,3}?[£$€]?(?:\d|two|three|four|five|six|seven|eight|nine|ten)",
    re.IGNORECASE,
)
_BY = re.compile(rf"\bby {_ROUGHLY}$", re.IGNORECASE)
_CHANGED = re.compile(rf"\b(?:{MOVED}|cut)\b", re.IGNORECASE)

_FOLLOWS = 24  # characters between an answer and a word of the question that follows it

Span = tuple[int, int]


def short_answer(
    form: QuestionForm, sentence: str, today: date, published: str | None = None
) -> tuple[Span | None, Wanted | None]:
    """Where the short answer stands in ``sentence``, and which wanted kind it is; (None, None) where there is none.

    Of several candidates one that belongs to a year the question names wins, then the one that most of its other words follow,
    then the nearest to one; a figure or name that the question itself holds is no answer to it.
    """
    located = [(term, (s, e)) for term, s, e in located_terms(sentence) if term in form.terms and not is_stop(term)]
    asked_at = [place for _, place in located]
    years = [place for term, place in located if _YEAR.fullmatch(term)]
    every_year = [m.span() for m in _YEAR.finditer(sentence)]
    for wanted in form.wanted:
        spans = list(_spans(wanted, form, sentence, today, published))
        if spans:
            if wanted is Wanted.DATE and END in events_in(form.text):
                spans = [s for s in spans if _LAST_DAY.search(sentence[: s[0]] + sentence[slice(*s)][:8])] or spans
            ours = [s for s in spans if years and _year_of(s, spans, every_year) in years]
            if ours:
                return min(ours, key=lambda span: (_distance(span, asked_at), span[0])), wanted
            nearest = ((-_followed_by(s, located, sentence), _distance(s, asked_at), s) for s in spans)
            return min(nearest)[-1], wanted
    return None, None


def answers_kind(form: QuestionForm, sentence: str, today: date) -> bool:
    """Whether the sentence holds a figure or name of a kind the question asks for, or what an acronym stands for; true where
    it asks for none of them.
    """
    if form.acronym:
        return any(acronym == form.acronym for acronym, _ in definitions(sentence))
    if _asks_for_person(form) and not any(not asked_for(name, form) for name in names(sentence)):
        return False
    if form.wanted[0] is Wanted.DATE and (
        not _OF_TIME.search(sentence) or _of_another_event(form, sentence, today) or _is_weekly(form, sentence, today)
    ):
        return False
    if _WHAT_TIME.search(form.text) and not (times_of_day(sentence) or _NAMED_HOUR.search(sentence)):
        return False
    if form.wanted[0] not in _WRITTEN:
        return True
    if form.wanted[0] is Wanted.DURATION and _UNTIL.search(sentence):
        return True
    if _HOW_OFTEN.search(form.text) and _FREQUENCY.search(sentence):
        return True
    if _MULTIPLE.search(sentence):
        return True
    if form.wanted[0] is Wanted.MONEY and _FREE.search(sentence) and not set(form.terms).isdisjoint(terms(sentence)):
        return True
    kinds = form.wanted[:1] if form.wanted[0] in _CONTACTS else form.wanted  # a phone number is no number of anything
    return any(True for wanted in kinds for _ in _spans(wanted, form, sentence, today, None))


def _of_another_event(form: QuestionForm, sentence: str, today: date) -> bool:
    """Whether all dates of a sentence are of the start of something whose end is asked for, or the other way about."""
    event = events_in(form.text)
    dates = told_dates(sentence, None, today)
    return bool(dates) and all(at_odds(event, events_at(sentence, d.start, d.end)) for d in dates)


def _is_weekly(form: QuestionForm, sentence: str, today: date) -> bool:
    """Whether a sentence tells the hours of something of every week, where the question asks when something came about."""
    hours = of_each_week(sentence) or len(times_of_day(sentence)) > 1
    return bool(hours and CAME_ABOUT.search(form.text)) and not told_dates(sentence, None, today)


def _asks_for_person(form: QuestionForm) -> bool:
    """Whether the question asks who holds a post, or wrote something, which nobody without a name answers; "ministers" may well
    have set up a fund.
    """
    return form.post.holder and not form.post.person and bool(form.post.words or _BY_ONE.search(form.text))


def _spans(wanted: Wanted, form: QuestionForm, sentence: str, today: date, published: str | None) -> Iterable[Span]:
    if wanted in FIGURES:
        asked = {(q.kind, q.value) for q in form.figures}
        kinds = {"count"} if form.wanted[0] is Wanted.COUNT and _TOTAL.search(form.text) else _KINDS[wanted]
        counts = form.wanted[0] is Wanted.COUNT and not _CHANGED.search(form.text)
        change = bool(_HOW_CHANGED.search(form.text))
        others = _numbers_of_other_kinds(sentence, today) if "count" in kinds else []
        for quantity in _that_hold(form, sentence):
            if quantity.kind == "count" and any(s < quantity.end and quantity.start < e for s, e in others):
                continue  # the 22 of "2021-22", the 800 of "0808 800 5000"
            if quantity.kind not in kinds or (quantity.kind, quantity.value) in asked or not _whole(quantity):
                continue
            if counts and quantity.kind == "percent" and _is_change(quantity, sentence):
                continue
            if change and _is_level(quantity, sentence):
                continue
            if quantity.kind == "count" and not _VOTE.search(form.text) and _is_tally(quantity, sentence):
                continue
            if quantity.kind != "count" or _OF_AGE.search(form.text) or not _is_age(quantity, sentence):
                yield quantity.start, quantity.end
    elif wanted in _CONTACTS:
        yield from (match.span() for match in _CONTACTS[wanted].finditer(sentence))
    elif wanted is Wanted.DATE:
        asked_dates = {fold(m.range.text) for m in find_dates(form.text, today)}
        event = events_in(form.text)
        for mention in told_dates(sentence, published, today):
            if at_odds(event, events_at(sentence, mention.start, mention.end)):
                continue
            if fold(sentence[mention.start : mention.end]) not in asked_dates:
                yield mention.start, mention.end
    elif wanted in _NAME_KINDS:
        kinds = _NAME_KINDS[wanted]
        found = [name for name in names(sentence) if name.kind in kinds and not asked_for(name, form)]
        if wanted is Wanted.PERSON and any(name.kind == "person" for name in found):
            found = [name for name in found if name.kind]
            holder = posts.held_by(form.post, sentence)
            found = [name for name in found if name.text == holder] or found
        yield from ((name.start, name.end) for name in found)


def _numbers_of_other_kinds(sentence: str, today: date) -> list[Span]:
    """Where dates, telephone numbers and times of day stand, whose numbers count nothing."""
    phones = (match.span() for match in _CONTACTS[Wanted.PHONE].finditer(sentence) if " " in match[0])
    dates = ((m.start, m.end) for m in find_dates(sentence, today))
    return [*dates, *phones, *((time.start, time.end) for time in times_of_day(sentence))]


def _that_hold(form: QuestionForm, sentence: str) -> list[Quantity]:
    """The figures of a sentence without those that it says no longer hold ("cut from £2,500 to £2,000") or of which it tells a
    part ("7,200 of the 41,000"), unless the question asks for them.
    """
    found = quantities(sentence)
    left = set()
    for one, other in pairwise(found):
        between = sentence[one.end : other.start]
        if _CHANGED_TO.fullmatch(between) and _FROM.search(sentence[: one.start]):
            if one.kind != other.kind:
                continue  # "from fourteen months to four"
            if _UNTIL_THEN.search(form.text):
                left.add(other)
            elif not _PAST.search(form.text):
                left.add(one)
        if _PART_OF.fullmatch(between) and not _TOTAL.search(form.text):
            left.add(other)
    return [quantity for quantity in found if quantity not in left]


def _is_age(quantity: Quantity, sentence: str) -> bool:
    """Whether a number is somebody's age ("as young as 10", "aged 11 to 17"), which counts nobody."""
    return bool(_AGE_BEFORE.search(sentence[: quantity.start]) or _AGE_AFTER.match(sentence[quantity.end :]))


def _is_tally(quantity: Quantity, sentence: str) -> bool:
    """Whether a number is of votes ("voted by seven to two"), which count nothing else."""
    return any(t.start() <= quantity.start < t.end() for t in _TALLY.finditer(sentence)) and bool(
        _VOTE.search(sentence)
    )


def _is_change(quantity: Quantity, sentence: str) -> bool:
    """Whether a percentage says by how much something rose or fell, which numbers nothing."""
    return bool(_BY.search(sentence[: quantity.start])) and bool(_CHANGED.search(sentence))


def _is_level(quantity: Quantity, sentence: str) -> bool:
    """Whether a figure says to what something rose or fell, and nothing says from what."""
    return bool(_TO.search(sentence[: quantity.start])) and not _FROM_FIGURE.search(sentence)


def _whole(quantity: Quantity) -> bool:
    """Whether a count is more than the word "one", which seldom counts anything."""
    return not (quantity.kind == "count" and fold(quantity.text) == "one")


def asked_for(name: Name, form: QuestionForm) -> bool:
    """Whether the question itself holds this name or its acronym."""
    mine = {term for term, _, _ in located_terms(name.text) if not is_stop(term)}
    if mine and mine <= set(form.terms):
        return True
    folded = fold(form.text)
    return fold(name.text) in folded or any(initials(name.text) == asked.text for asked in form.names)


def _followed_by(span: Span, located: list[tuple[str, Span]], sentence: str) -> int:
    """How many of the question's words follow an answer closely, with no mark between: "6,270 on hospital runs"."""
    following = {
        term
        for term, (start, _) in located
        if span[1] <= start <= span[1] + _FOLLOWS and not _MARK.search(sentence[span[1] : start])
    }
    return len(following)


def _year_of(span: Span, others: list[Span], years: list[Span]) -> Span | None:
    """The year a figure belongs to: the next one before another figure ("1,572 in 2016 and ..."), else the last before it."""
    following = next((y for y in years if y[0] >= span[1]), None)
    rival = next((o for o in others if o[0] >= span[1]), None)
    if following and (rival is None or following[0] < rival[0]):
        return following
    return next((y for y in reversed(years) if y[1] <= span[0]), None)


def _distance(span: Span, anchors: list[Span]) -> int:
    if not anchors:
        return 0
    return min(max(start - span[1], span[0] - end, 0) for start, end in anchors)
