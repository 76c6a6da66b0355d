"""Tells whether a sentence is about the time that a question asks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.dates import OPEN_START, find_dates, overlaps, published_range, told_dates
from assistant.quantities import quantities
from assistant.questions import QuestionForm
from assistant.reading.candidates import Candidate
from assistant.schema import DateRange, Document
from assistant.text import fold

_FROM_TO = re.compile(r"\bfrom (?:\w+ )?[£$€]?\d[\d,.]*\S*(?: \w+){0,2} to (?:\w+ )?[£$€]?\d")
_TWO_YEARS = re.compile(r"\b\d{4}\s?[-–/]\s?\d{2}")
TELLING = re.compile(
    r"\b(?:sa(?:y|id|ys)|tell|told|announc\w*|publish\w*|report\w*|reveal\w*|warn\w*|launch\w*|promis\w*|pledg\w*|call(?:ed|s)? for|speech|"
    r"unveil\w*|propos\w*|claim\w*|state[ds]?|describ\w*|argu\w*|urg\w*|welcom\w*|critici\w*|plan\w*|expect\w*|demand\w*|ask\w*)\b",
    re.IGNORECASE,
)
CAME_ABOUT = re.compile(
    r"\b(?:when|(?:what|which) (?:date|day|month|year)) (?:did|was|were|has|have|had)\b", re.IGNORECASE
)
"""What asks for the date of something that is over."""
_FORMERLY = re.compile(r"\b(?:previously|formerly|in the past|used to|until then|originally|at first)\b", re.IGNORECASE)
"""Words that tell of an earlier time without dating it; what is asked of before some day may be told so."""

_GOES_ON = re.compile(
    r"^(?:another|a further|the (?:others?|rest|remaining|remainder)|of (?:these|those|them)|they|these|those|the same)\b",
    re.IGNORECASE,
)
"""How a sentence opens that goes on counting where the one before stopped, and so is of its time."""

_COMPARED = re.compile(
    r"\b(?:against|compared (?:with|to)|up from|down from|(?:more|fewer|less|higher|lower|better|worse|faster|slower) than|as many as|as much as)\b[^,;.]*$",
    re.IGNORECASE,
)
"""What stands before a time that the sentence is not about, but compares with: "1,140, against 760 in 2021-22"."""
_SAME_FIGURE = re.compile(
    r"\b(?:the (?:number|figure|total|sum|amount|rate|share|proportion|average|cost|price|count)|it|they|there|this|that) (?:was|were|had been|stood at|came to|is|are|reached|numbered)\b|"
    r"\b(?:compared (?:with|to)|against|up from|down from)\b",
    re.IGNORECASE,
)
"""How a sentence speaks of a figure without saying again of what."""


def goes_on(sentence: str, dates: Sequence[DateRange], published: str | None, today: date) -> bool:
    """Whether a sentence gives, for a time that is asked about, the figure of what was told before ("In 2021 the number was 690")."""
    told = told_dates(sentence, published, today)
    return bool(_SAME_FIGURE.search(sentence)) and any(speaks_of(m.range, asked) for m in told for asked in dates)


def date_stands(asked: DateRange, form: QuestionForm, candidate: Candidate, document: Document, today: date) -> bool:
    """Whether a sentence can be about the asked time: its own dates decide, then those around it, then its document's.

    What somebody said or announced at a time may itself be about another time, so there the document's date is enough.
    Relative dates ("last year") are read from the day the document was published.
    """
    stated = document.metadata.published
    published = published_range(stated) if stated else None
    if published and overlaps(asked, published) and TELLING.search(form.text):
        return True
    if asked.text and not published and fold(asked.text) in fold(candidate.text):
        return True  # the very words, "last year" in both, where nothing says which year it was
    if _as_long(asked.text, candidate.text):
        return True
    own = told_dates(candidate.text, stated, today)
    if asked.start == OPEN_START and not own and _FORMERLY.search(candidate.text):
        return True
    if asked.start == OPEN_START and _FROM_TO.search(candidate.text):
        return True  # "rose from £22,500 to £24,100 in October" says what was before
    if any(speaks_of(mention.range, asked) for mention in own):
        return True
    if form.post.holder and any(overlaps(asked, mention.range) for mention in own):
        return True  # who has held a post since 2018 held it in 2020
    if any(not _COMPARED.search(candidate.text[: mention.start]) for mention in own):
        return False
    around = told_dates(" ".join([candidate.before_text, *candidate.headings]), stated, today)
    if any(speaks_of(mention.range, asked) for mention in around):
        return True
    if _GOES_ON.match(candidate.text) and told_dates(candidate.before_text, stated, today):
        return False  # "Another 1,080 were hurt", after a sentence on another year
    own_years = [m.range for m in find_dates(candidate.title, today) if _TWO_YEARS.search(m.range.text)]
    if own_years:  # "Annual review 2022-23", published in autumn 2023, is not of 2023-24
        return any(speaks_of(years, asked) for years in own_years)
    return bool(published and overlaps(asked, published))


def _as_long(asked: str, sentence: str) -> bool:
    """Whether a stretch of time is asked about that the sentence tells of, counted from its own day: "in the last five years"."""
    spans = [q for q in quantities(asked) if q.kind == "duration" and q.value > 1]
    return any(span.agrees_with(q) for span in spans for q in quantities(sentence) if q.kind == "duration")


def speaks_of(mentioned: DateRange, asked: DateRange) -> bool:
    """Whether words about ``mentioned`` are about ``asked``: they meet, and a long stretch does not speak of each year in it."""
    if not overlaps(asked, mentioned):
        return False
    pairs = [_TWO_YEARS.search(time.text) for time in (asked, mentioned)]
    if pairs[0] and pairs[1] and asked.start.year != mentioned.start.year:
        return False  # the school year 2020/21 ends in the financial year 2021/22
    longest = max((asked.end - asked.start).days, 366)
    return (mentioned.end - mentioned.start).days <= longest or str(asked.start.year) in mentioned.text
