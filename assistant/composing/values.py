"""What a sentence gives as its answer to a question: a figure, a date, somebody's post, or what a sum of money goes to."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from assistant import posts
from assistant.composing.pace import pace
from assistant.dates import TO, DateMention, TimeOfDay, days_of_week, times_of_day, told_dates
from assistant.events import deadline_in
from assistant.quantities import NUMBER_WORDS, Quantity, quantities
from assistant.questions import FIGURES, QuestionForm, Wanted
from assistant.schema import DateRange, Document, ScoredSentence
from assistant.text import content_terms

_RECEIVES = re.compile(
    r"\b(?:gets?|got|getting|receiv\w*|benefit\w*|recipients?|beneficiar\w*|pocket\w*|spen[dt]\w*|shared (?:by|among|between)|"
    r"(?:go|goes|going|went|given|allocated|awarded) (?:to|on|into|towards)|(?:used|pay|pays|paid|paying|meant|intended|earmarked|set aside) (?:for|to)|"
    r"(?:is|was|were|are|be|been|being) (?:given|awarded|granted|promised|offered|handed|paid|allocated)|(?:for|to) whom|"
    r"(?:help|support|fund|finance)s?)\b|"
    r"^(?:so |and )?what\b.*\b(?:for|on)\??$|^(?:so |and )?where\b.*\b(?:go|goes|going|went|spent)\b|^(?:so |and )?what\b.*\bpay for\b|^(?:so |and )?who\b.*\b(?:for|to)\??$",
    re.IGNORECASE,
)
_IN_YEAR = re.compile(r"\s+(?:in|during|since|by)\s+(?:\w+\s+)?(?:19|20)\d\d(?=\s*\??$)", re.IGNORECASE)
_CHANGES = re.compile(
    r"\b(?:chang\w*|differ\w*|revis\w*|updat\w*|the same|agree\w*|consistent|contradict\w*|conflict\w*)\b",
    re.IGNORECASE,
)
"""What asks whether a value is the same everywhere."""
_STOPS = r"(?!(?:that|which|who|whose|to|over|in|at|run|from|during|after|before|until|since|while|so|said|says)\b)"
_THING = rf"{_STOPS}[\w’'-]+(?:\s+{_STOPS}[\w’'-]+){{0,6}}"
_SPENT_ON = re.compile(
    rf"\b(?:spen[dt]|spending|used|goes|go|going|went|pays?|paid|paying|put|earmarked|reserved|allocated|ring-?fenced|set aside|meant|intended)\b(?:\s+[\w’'-]+){{0,2}}?\s+(?:on|for|to|towards|into)\s+(?P<what>{_THING})",
    re.IGNORECASE,
)
_WHICH_PAYS = re.compile(
    rf"^(?:,? (?:which|that|and) (?:(?:will|would|is to|can|could|has|also) )*|,? (?:to|enough to) )(?:employ\w*|fund\w*|pay(?:s|ing)? for|paid for|buy\w*|bought|build\w*|built|cover\w*|support\w*|hire\w*|provid\w*|creat\w*|set up|run) (?P<what>{_THING})",
    re.IGNORECASE,
)
_SPENT = re.compile(r"\b(?:spen[dt]|used|put|invested)\b[^.;]*$", re.IGNORECASE)
_ON = re.compile(
    rf"\b(?:on|into|for|towards) (?P<what>(?:an?|the|its|their|new|more|some|two|three|four|five|six)\s+{_THING})",
    re.IGNORECASE,
)
_FOR = re.compile(rf"^\s+(?:for|towards)\s+(?P<what>{_THING})", re.IGNORECASE)
_GIVEN_TO = re.compile(
    r"\b(?:to|for|by|with)\s+(?P<what>(?:an?|the|its|their|some|two|three|four|five|six|several|\d+)\s+[\w’'-]+"
    r"(?:\s+(?!that\b|which\b|who\b|to\b|for\b|over\b|in\b|run\b)[\w’'-]+){0,4})"
)
_HAS = re.compile(
    r"^(?P<what>[^,;:]{3,70}?)\s+(?:(?:will|is|are|would|to)\s+){0,2}(?:have|has|gets?|receives?|received|be given|given|got|share|takes?|took|costs?)\s+(?:the\s+|all\s+)*(?:other\s+|whole\s+|full\s+)?$",
    re.IGNORECASE,
)
_PART_OF = re.compile(
    r"^(?:out )?of (?:the |this |that |its |their )?$|\b(?:of|from|out of|part of) (?:the|this|that|these|those|its|their) $|\b(?:part|some|half|third|quarter|share|most) of $",
    re.IGNORECASE,
)
_MEASURED = frozenset({"money", "percent", "ratio", "duration"})
_BOUND = re.compile(
    r"\b(?:(?:more|less|fewer|greater) than|over|under|at (?:least|most)|up to|no more than|around|about|nearly|almost|roughly) $",
    re.IGNORECASE,
)
_MONEY = r"(?:money|cash|grant|donation|gift|legacy|funding|funds?|proceeds|award|takings)"
_USE_ASKED = re.compile(
    rf"\bwhat (?:will|would|did|does|do|is|was|has|have|can|could) (?:[\w’'-]+ ){{0,3}}{_MONEY}\b.*\b(?:buy|bought|pay(?:ing)? for|paid for|spent on|spend(?:ing)? on|go(?:ing)? (?:on|to|towards)|gone (?:on|to)|used for|fund(?:ed)?)\b",
    re.IGNORECASE,
)
"""What asks what money pays for, without saying how much it is."""
_YEAR_ASKED = re.compile(r"\b(?:what|which) year\b", re.IGNORECASE)
_IN_YEAR_FORM = re.compile(r"\d{4}|\byear\b", re.IGNORECASE)
_TIME_ASKED = re.compile(
    r"\b(?:what|which) times? (?:does|do|is|are|can|will|should|must)\b|\b(?:opening|closing|what|which) (?:times|hours)\b|\b(?:opening|closing) (?:time|hour)\b|\bhow (?:early|late)\b",
    re.IGNORECASE,
)
_CLOSES = re.compile(r"\b(?:clos\w+|shuts?|ends?|finish\w*|until|how late|latest|last)\b", re.IGNORECASE)
_HOURS = re.compile(
    r"\bhours\b|\b(?:opening|closing) times\b|\bwhat times\b|\bwhen (?:is|are|can|may)\b(?!.*\b(?:open(?:ed|ing)|start|begin))",
    re.IGNORECASE,
)
_AGE_ASKED = re.compile(r"\b(?:ages?|aged|how (?:old|young))\b", re.IGNORECASE)
_NUMBER = rf"(?:\d{{1,2}}|{'|'.join(NUMBER_WORDS)})"
_AGES = re.compile(
    rf"\b(?P<low>{_NUMBER})(?: years?(?: old)?)?(?:\s*[-–]\s*|\s+(?:to|and|or)\s+)(?P<high>{_NUMBER})(?!\d|[,.]\d|\s*(?:%|per cent|pounds?|months?|weeks?|days?|hours?))\b"
    rf"|\b(?P<way>under|below|up to|until|till|over|at least|aged?|turn(?:s|ed)?|are|is)(?: (?:the age of|they (?:are|turn)|their|he is|she is))? (?P<one>{_NUMBER})(?:th birthday)?(?! (?:to|and|or) {_NUMBER}\b|[-–]\d)"
    rf"(?!\d|[,.]\d|\s*(?:%|per cent|pounds?|months?|weeks?|days?|hours?|people|children|places))\b",
    re.IGNORECASE,
)
_ONE_PLACE = re.compile(
    r"\bwhere (?:is|was|will|did|does|(?:do|can|could|should|must|would) (?:i|we|you|they|one|people|parents|families|carers))\b|\b(?:what|which) (?:country|city|town|place|village|street|building|venue|county|region)\b",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"\b(?:in|at|on|to|near|from) (?:the )?(?:[a-z]+ of (?:the )?)?(?P<name>[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]+|of|the|upon|on|in))*(?<! of)(?<! the)(?<! on)(?<! in))"
    r"|^(?P<first>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*) (?:is|was|became|will be) (?:where|home|the (?:site|place|town|city|location))\b"
)
_NO_PLACE = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Rev|Cllr|Councillor|Judge)\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December"
)
_FEW = 12  # a smaller bare count may number anything


class Kind(StrEnum):
    """What is given."""

    FIGURE = "figure"
    MEASURE = "measure"  # a figure, where the question does not say that it asks for one
    DATE = "date"
    TIME = "time"  # of day
    AGE = "age"
    PLACE = "place"
    POST = "post"
    GIFT = "gift"
    HOLDER = "holder"


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a sentence of a document gives: as written, and its figure, days, times or ages where it is one.

    Attributes:
        times: one time of day, or from when to when. ages: the lowest and the highest.
        as_of: the day that an undated document's "last year" is counted from.
    """

    text: str
    sentence: ScoredSentence
    document: Document
    as_of: date
    quantity: Quantity | None = None
    days: DateRange | None = None
    times: tuple[TimeOfDay, ...] = ()
    ages: tuple[int | None, int | None] | None = None

    @property
    def shown(self) -> str:
        """The value as it is set beside others: with the time in which it comes about ("400 a month")."""
        time = pace(self.quantity, self.sentence.text) if self.quantity else None
        return self.text if time is None or time.words in self.text else f"{self.text} {time.words}"

    @property
    def published(self) -> str | None:
        """The date that the value stands with: its document's."""
        return self.document.metadata.published

    @property
    def about(self) -> str:
        """What the value is read with: its document's title, publisher and opening, its headings, and its paragraph up to it."""
        document, at = self.document, self.sentence.start
        block = document.block_at(at)
        before = document.text[block.start : at] if block else ""
        parts = (document.metadata.title, document.metadata.publisher, document.opening, before, self.sentence.text)
        return ". ".join([part for part in parts if part] + list(block.headings if block else ()))

    def dates(self, text: str) -> list[DateMention]:
        """The dates of a text as this value's document would mean them."""
        return told_dates(text, self.published, self.as_of)


def kind_of(form: QuestionForm) -> Kind | None:
    """The kind of value that answers the question; None where it asks for nothing that can be set side by side."""
    first = next(w for w in form.wanted if w is not Wanted.LIST)
    if form.post.person:
        return Kind.POST
    if first is Wanted.DURATION and deadline_in(form.text):
        return Kind.DATE
    if first in FIGURES:
        return Kind.AGE if _AGE_ASKED.search(form.text) else Kind.FIGURE
    if first is Wanted.YES_NO and _CHANGES.search(form.text):
        return Kind.MEASURE
    if sums(form):
        return Kind.GIFT if _RECEIVES.search(_IN_YEAR.sub("", form.text)) else None
    if _USE_ASKED.search(form.text):
        return Kind.GIFT
    if _TIME_ASKED.search(form.text):
        return Kind.TIME
    if first is Wanted.DATE:
        return Kind.DATE
    if first is Wanted.PLACE:
        return Kind.PLACE if _ONE_PLACE.search(form.text) else None
    if first in (Wanted.PERSON, Wanted.BODY):
        return Kind.HOLDER
    return Kind.MEASURE if first is Wanted.OPEN and not form.is_list else None


def sums(form: QuestionForm) -> list[Quantity]:
    """The sums of money that the question names, with or without their sign ("2.6m")."""
    return [f for f in form.figures if f.kind == "money" or (f.kind == "count" and f.scaled)]


def value_of(kind: Kind, form: QuestionForm, sentence: ScoredSentence, document: Document, as_of: date) -> Value | None:
    """The value of this kind that a sentence gives; None where it gives none."""
    if kind is Kind.POST:
        person = form.post.person
        post = posts.post_of(person, sentence.text) if person else None
        return Value(post, sentence, document, as_of) if post else None
    if kind is Kind.GIFT:
        gift = _gift(form, sentence)
        return Value(gift, sentence, document, as_of) if gift else None
    if kind is Kind.MEASURE:
        only = _only_figure(form, sentence.text)
        return Value(as_written(only, sentence.text), sentence, document, as_of, only) if only else None
    if kind is Kind.TIME:
        return _time(form, Value("", sentence, document, as_of))
    if kind is Kind.PLACE:
        place = _place(form, sentence.text)
        return Value(place, sentence, document, as_of) if place else None
    if sentence.features.get("row") and not sentence.features.get("cell"):
        return None  # which of a row's values is asked for is not known
    if kind is Kind.AGE:
        return _of_age(Value("", sentence, document, as_of))
    if sentence.answer is None or (text := sentence.short_answer) is None:
        return None
    at = sentence.answer[0] - sentence.start
    if kind is Kind.FIGURE:
        quantity = next((q for q in quantities(sentence.text) if q.start == at), None)
        return Value(as_written(quantity, sentence.text), sentence, document, as_of, quantity) if quantity else None
    if kind is Kind.DATE:
        value = Value(text, sentence, document, as_of)
        days = next((m.range for m in value.dates(sentence.text) if m.start == at), None)
        wrong = _YEAR_ASKED.search(form.text) and not _IN_YEAR_FORM.search(text)
        return replace(value, days=days) if days and not wrong else None
    if kind is Kind.HOLDER:
        text = posts.signed(sentence.text) or text
        if posts.passing(sentence.text, form.terms) and not posts.passing(form.text, form.terms):
            return None  # a former holder is no rival of the present one
        if posts.spoken_of(form.post, sentence.text) or (posts.alone(text) and Wanted.PERSON in form.wanted):
            return None
    return Value(text, sentence, document, as_of)


def _time(form: QuestionForm, value: Value) -> Value | None:
    """The hours in which something is open, or when it opens, or closes where that is asked."""
    text = value.sentence.text
    times = times_of_day(text)
    asked, told = days_of_week(form.text), days_of_week(text)
    if not times or (asked and told and not asked & told):
        return None
    closes = bool(_CLOSES.search(form.text))
    found = times[-1:] if closes else times[:1]
    if len(times) > 1 and _HOURS.search(form.text) and TO.fullmatch(text[times[0].end : times[1].start]):
        found = times[:2]
    return replace(value, text=text[found[0].start : found[-1].end], times=tuple(found))


def _of_age(value: Value) -> Value | None:
    """The ages that a sentence gives first: "11 to 18", "under 16"."""
    match = _AGES.search(value.sentence.text)
    if match is None:
        return None
    low: int | None
    high: int | None
    if match["low"]:
        low, high = _number(match["low"]), _number(match["high"])
    else:
        one, way = _number(match["one"]), match["way"].casefold()
        below = {"under": one - 1, "below": one - 1, "up to": one, "until": one, "till": one}
        high = below.get(way, None if way in ("over", "at least") else one)
        low = None if way in below else one
    ages = low, high
    bounds = match["way"] and match["way"].casefold() in ("under", "below", "up to", "over", "at least")
    return replace(value, text=match[0] if bounds or match["low"] else match["one"], ages=ages)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else NUMBER_WORDS[text.casefold()]


def _place(form: QuestionForm, sentence: str) -> str | None:
    """The place that a sentence sets something in, where the question does not name it."""
    asked = set(content_terms(form.text))
    for match in _PLACED.finditer(sentence):
        name = match["name"] or match["first"]
        if not _NO_PLACE.match(name) and not set(content_terms(name)) & asked:
            return name
    return None


def as_written(quantity: Quantity, sentence: str) -> str:
    """A figure with the words that bound it: "up to £2,500"."""
    bound = _BOUND.search(sentence[: quantity.start])
    return sentence[bound.start() if bound else quantity.start : quantity.end]


def _gift(form: QuestionForm, sentence: ScoredSentence) -> str | None:
    """What the sum asked about, or the only one there is, goes to: "three organisations", whoever gives it."""
    money = [q for q in quantities(sentence.text) if q.kind == "money"]
    asked = sums(form) or (money if len(money) == 1 else [])
    held = [q for q in quantities(sentence.text) if any(q.agrees_with(f) for f in asked)]
    if held and all(_PART_OF.search(sentence.text[: q.start]) for q in held):
        return None  # "Of the £600,000, a project gets £163,000"
    for quantity in held:
        after = sentence.text[quantity.end :]
        spent = _SPENT.search(sentence.text[: quantity.start])
        found = (
            (_ON.search(after) if spent else None)
            or _SPENT_ON.search(after)
            or _WHICH_PAYS.search(after)
            or _FOR.match(after)
            or _GIVEN_TO.search(after)
            or _HAS.match(sentence.text[: quantity.start])
            or _GIVEN_TO.search(sentence.text)
        )
        if found and set(content_terms(found["what"])) - set(form.terms):
            return str(found["what"]).strip()
    return None


def _only_figure(form: QuestionForm, sentence: str) -> Quantity | None:
    """The figure of a sentence that holds but one which the question does not hold itself."""
    found = [
        q
        for q in quantities(sentence)
        if (q.kind in _MEASURED or (q.kind == "count" and q.value > _FEW))
        and not any(q.agrees_with(asked) for asked in form.figures)
    ]
    return found[0] if len(found) == 1 else None
