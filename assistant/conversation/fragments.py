"""Puts a fragment ("and in 2016?", "what about Scotland?", "when?") into the frame of the question before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.conversation.grammar import AMBIGUOUS_FORMS, AUXILIARIES, VERBS
from assistant.conversation.mentions import Read, Turn, mentions, things
from assistant.conversation.phrases import Phrase, phrases, tokens
from assistant.conversation.times import LEADING, NEIGHBOUR, neighbour_year, only_date, with_date
from assistant.dates import find_dates
from assistant.names import names

_LONGEST = 30
_OPENING = re.compile(
    r"^\W*(?:(?:and|but|or|so|ok|okay|also|then|now|yes|no|well|oh|thanks|thank you|i see)\b[\s,.!;]*|(?:great|good|right|fine|interesting|perfect|sure|wow)\s*[,.!;]+\s*)*",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(?:what|how) about\s+(?P<rest>.+)$|^(?:and|or|same (?:question )?for)\s+(?P<more>.+)$", re.IGNORECASE
)
_BARE_WH = re.compile(
    r"^(?P<wh>when|where|why|(?:who|what|where) else|who|how|how much|how many|how long|how often|(?:by|for|to|from|with) whom|(?:since|until|till|from|by) when|for how long|which ones?|says who)(?: (?:exactly|was (?:that|this|it)|is (?:that|this)|though|else|(?:that|this) one|those|these))?$",
    re.IGNORECASE,
)
_PREPOSITIONAL = re.compile(
    rf"^(?P<preposition>{LEADING})\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(
    r"^(?:(?:in|for|by|from|to|at|on|with|over|under|since|until|of)\s+)?(?:what|which|whom|whose)\s+(?!about\b|if\b)\w+(?:\s+\w+)?$|^(?:for|by|from|to|with) whom$",
    re.IGNORECASE,
)
_OTHER = re.compile(r"^(?:(?:what|how) about\s+)?the other(?:\s+(?:one|ones|two|group|body|half))?$", re.IGNORECASE)
_MORE = re.compile(
    r"^(?:(?:please\s+)?(?:can|could) you\s+)?(?:please\s+)?(?:tell me more|more(?: details?| information)?(?: please)?|give me more(?: details?)?|explain(?: further| more)?|elaborate|go on|say more)$",
    re.IGNORECASE,
)
# "What was the figure back in 2017?" after a question for a figure asks that question about 2017.
_FIGURE = re.compile(
    r"^(?:what|how (?:much|many|high|big|large))(?: (?:was|were|is|are)|['’]s) (?:it|that|this|there|the (?:\w+ )?(?:figure|number|estimate|total|amount|sum|proportion|percentage|share|rate|level|cost|price|count|average)s?)(?: back)? (?P<rest>(?:in|for|during|by|at|on|before|after|between|over) .+)$",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"\bhow (?:much|many|often|high|big|large)\b|\b(?:figure|number|estimate|total|amount|sum|proportion|percentage|share|rate|level|cost|price|count|average|budget|population)s?\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\bhow (?:many|much)\s+", re.IGNORECASE)
_ASKING = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay)\s+)*(?P<wh>(?:how (?:much|many|long|often)|who|what|when|where|why|how|which)\b)\s*",
    re.IGNORECASE,
)


_ORDINAL = r"(?:\d{1,2}|one|two|three|four|five|six|[a-e])"
_NUMBERED = re.compile(
    rf"(?:the )?(?P<what>(?:key )?stage|level|round|phase|wave|tier|band|grade|group|option|part|step|workshop|class|category|priority|year) {_ORDINAL}",
    re.IGNORECASE,
)
"""One of several that are numbered: "level 2"."""
_TAKES_OVER = re.compile(
    r"^who (?:took|takes|has taken|is taking|will take) over(?: then| next| afterwards)?$", re.IGNORECASE
)


_HELD_BEFORE = re.compile(
    r"^who (?:was|were|had|held|did)(?: (?:it|that|this|the (?:job|post|role)))? (?:before|previously|earlier)(?: (?:that|then|him|her|them))?$",
    re.IGNORECASE,
)
_WHO_IS = re.compile(r"^(?P<lead>\W*who) (?:is|are)\b", re.IGNORECASE)
_NOW = re.compile(
    r"^(?:and |but |so )?(?:what about |how about )?(?P<now>last time|the time before|before that|previously|now|today|currently|nowadays|these days|at (?:present|the moment)|as of now)$",
    re.IGNORECASE,
)


def complete(question: str, past: Sequence[Turn], today: date) -> Read | None:
    """A fragment put into the frame of the question before; None where the question is a sentence of its own."""
    plain = question.strip().rstrip("?.! ").strip()
    core = _OPENING.sub("", plain)
    opened = core != plain
    frame = past[-1].reading.rstrip("?.! ").strip()
    topics = past[-1].topics
    if not _is_frame(frame):
        return None
    now = _NOW.match(plain)
    if now:
        return Read(f"{frame} {now['now'].lower()}?", topics)
    if not core:
        return None
    figure = _FIGURE.match(core)
    if figure and _QUANTITY.search(frame):
        core = figure["rest"]
    if _TAKES_OVER.match(core):
        return _taken_over(core, frame)
    held = _WHO_IS.match(frame) if _HELD_BEFORE.match(core) else None
    if held:
        return Read(f"{held['lead']} was{frame[held.end() :]} before?", topics)
    bare = _BARE_WH.match(core)
    if bare:
        return Read(_with_question_word(bare["wh"], frame), topics)
    if _ADVERBIAL.match(core) and not any(w.tag in "VU" for w in tokens(core)):
        return Read(f"{frame}, and {core[0].lower()}{core[1:]}?", topics)
    neighbour = NEIGHBOUR.match(core)
    if neighbour:
        return neighbour_year(frame, (neighbour["step"] or neighbour["later"]).lower(), past[-1], today)
    if _OTHER.match(core):
        return _other(frame, past)
    again = _same_asked_of_another(core, frame) or _same_counted(question, core, frame)
    if again:
        return Read(again, topics)
    if _MORE.match(core):
        spoken = mentions(past)
        return Read(f"{core} about {spoken[0].text}", (spoken[0].text,)) if spoken else None
    about = _ABOUT.match(core)
    rest = (about["rest"] or about["more"]).strip() if about else core
    if not about and not _is_fragment(rest, opened):
        return None
    found = find_dates(rest, today)
    bare_date = found and only_date(rest, found[0].start, found[0].end)
    if bare_date:
        return Read(with_date(frame, rest, today), topics)
    numbered = _NUMBERED.fullmatch(rest)
    if numbered:
        return Read(_renumbered(frame, numbered), topics)
    placed = _PREPOSITIONAL.match(rest)
    kind = phrases(question)[-1] if phrases(question) else None
    if placed and len(rest.split()) <= 6 and kind:
        return Read(_with_place(frame, placed["preposition"], placed["rest"], kind), topics)
    if (
        (about or opened)
        and len(rest.split()) <= 6
        and not re.search(r"\b(?:it|its|they|them|their|one|ones|that|this|these|those)\b", rest, re.IGNORECASE)
    ):
        swapped = _swapped(frame, rest, kind, today) if kind else _doing(frame, rest, today)
        if swapped:
            return Read(swapped, (rest,))
    return None


def _renumbered(frame: str, new: re.Match[str]) -> str:
    """The frame about level 2 where it was about level 3; one that was about no level goes on about level 2."""
    old = re.search(rf"\b{re.escape(new['what'])} {_ORDINAL}\b", frame, re.IGNORECASE)
    return f"{frame[: old.start()]}{new[0]}{frame[old.end() :]}?" if old else f"{frame} for {new[0]}?"


def _taken_over(core: str, frame: str) -> Read | None:
    """ "Who took over?" asks for the next holder of the post, or after the person, that was spoken of."""
    spoken = sorted((n for n in names(frame) if n.kind in ("role", "person")), key=lambda n: n.kind != "role")
    if not spoken:
        return None
    link = "as" if spoken[0].kind == "role" else "from"
    return Read(f"{core[0].upper()}{core[1:]} {link} {spoken[0].text}?", (spoken[0].text,))


def _is_frame(text: str) -> bool:
    """Whether a line is a question short enough to be asked again with another word in it."""
    words = tokens(text)
    return 0 < len(words) <= _LONGEST and (words[0].tag in "UV" or any(w.tag == "W" for w in words))


def _is_fragment(text: str, opened: bool) -> bool:
    """A few words without a verb that begin with a preposition, or any such words after "and"."""
    words = tokens(text)
    if any(w.tag in "VUW" for w in words) or len(words) > 7:
        return False
    return bool(_PREPOSITIONAL.match(text)) or opened or re.fullmatch(r"\W*\d{4}\W*", text) is not None


def _with_question_word(word: str, frame: str) -> str:
    """ "Why?" after "Did X close?" is "Why did X close?"; after a question with its own word, both are kept."""
    word = word[0].upper() + word[1:]
    asking = None if word.endswith("else") else _ASKING.match(frame)
    words = tokens(frame)
    if not asking and words and words[0].tag == "U":
        return f"{word} {frame[0].lower()}{frame[1:]}?"
    if asking and asking["wh"].lower() in ("what", "how", "when", "where", "why"):
        rest = tokens(frame[asking.end() :])
        if rest and rest[0].tag == "U" and asking["wh"].lower() != "what":
            return f"{word} {frame[asking.end() :]}?"
    return f"{frame}, and {word[0].lower()}{word[1:]}?"


def _same_asked_of_another(core: str, frame: str) -> str | None:
    """ "Did Sheffield?" after "Did Leeds freeze its rents?" is the same question about Sheffield."""
    if not core[-1].isalnum() or core.split()[0].lower() not in AUXILIARIES:
        return None
    asked, framed = tokens(core), tokens(frame)
    if len(asked) < 2 or framed[0].tag != "U":
        return None
    if any(word.tag not in "XDS" for word in asked[1:]) or not asked[-1].text[:1].isupper():
        return None
    subject = next(iter(phrases(frame)), None)
    if subject is None or subject.start != framed[1].start:
        return None
    return f"{frame[: subject.start]}{core[asked[1].start :]}{frame[subject.end :]}?"


def _same_counted(question: str, core: str, frame: str) -> str | None:
    """ "And how many were men?" after "How many midwives were trained?" counts midwives."""
    asked, counted = _COUNTED.match(core), _COUNTED.search(frame)
    if not asked or not counted or asked[0].lower().split() != counted[0].lower().split():
        return None
    words = tokens(core[asked.end() :])
    after = words[1] if len(words) > 1 else None
    verb = bool(words) and words[0].low in VERBS - AMBIGUOUS_FORMS and (after is None or after.tag != "X")
    noun = next((p for p in phrases(frame) if p.start == counted.end()), None)
    if noun is None or not words or not (verb or words[0].tag == "U") or words[0].low in ("do", "does", "did"):
        return None
    at = question.index(core) + asked.end()
    return f"{question[:at]}{noun.text} {question[at:]}"


def _other(frame: str, past: Sequence[Turn]) -> Read | None:
    """The frame about B where it was about A and "A and B" were spoken of together."""
    for here in (p for p in reversed(phrases(frame)) if p.name):
        for turn in reversed(past):
            for text in (turn.answer[:600], turn.reading):
                spoken = [part for p in phrases(text) if p.name and p.text[0].isalpha() for part in _joined(p)]
                for (a, start, a_end), (b, b_start, end) in zip(spoken, spoken[1:], strict=False):
                    other = text[b_start:end] if here.text == a else text[start:a_end] if here.text == b else None
                    if other and other not in frame and _COUPLED.fullmatch(text[a_end:b_start]):
                        after = re.sub(r"^['’]s\b", "", frame[here.end :])
                        return Read(f"{frame[: here.start]}{other}{after}?", (other,))
    return None


def _joined(phrase: Phrase) -> list[tuple[str, int, int]]:
    """The names that "and" joins in a phrase, each with where it stands: "Holm and Sandwick" may be one name or two."""
    parts: list[tuple[str, int, int]] = []
    at = phrase.end - len(phrase.text)
    for part in re.split(r"( and )", phrase.text):
        if part != " and ":
            parts.append((part, phrase.start if not parts else at, at + len(part)))
        at += len(part)
    return parts


_COUPLED = re.compile(r"(?:['’]s)?(?:\s+[\w£.,]+){0,6}?,?\s+(?:and|or|but|while)\s+(?:(?:the|to|for)\s+)*")


def _with_place(frame: str, preposition: str, rest: str, kind: Phrase) -> str:
    """A phrase with the same preposition is replaced where both name something; else the new one is added."""
    for phrase in reversed(phrases(frame)):
        lead = re.search(
            rf"\b{preposition}\s+(?:\w+ing\s+)?(?:the\s+)?$", frame[: phrase.start] + " ", re.IGNORECASE
        ) or re.search(rf"\b{preposition}\s+$", frame[: phrase.start], re.IGNORECASE)
        if lead and phrase.name == kind.name:
            return f"{frame[: lead.start()]}{preposition.lower()} {rest}{frame[phrase.end :]}?"
    return f"{frame} {preposition.lower()} {rest}?"


def _named(phrase: Phrase) -> bool:
    """Whether a phrase is a name to its end: "the Lucy Faithfull helpline" is a helpline."""
    last = phrase.text.split()[-1]
    return phrase.name and (not last.isalpha() or not last.islower())


def _doing(frame: str, new: str, today: date) -> str | None:
    """The frame about what is done ("spending") where it was about a thing ("income"): its last common noun replaced."""
    if not re.fullmatch(r"[a-z]+ing", new):
        return None
    common = [p for p in things(frame, today) if not (p.generic or p.name)]
    return f"{frame[: common[-1].start]}{new}{frame[common[-1].end :]}?" if common else None


def _swapped(frame: str, new: str, kind: Phrase, today: date) -> str | None:
    """The frame with its likeliest phrase replaced by a new one of the same kind (name for name, plural for plural)."""
    spoken = [p for p in things(frame, today) if not p.generic]
    same = [p for p in spoken if _named(p) == _named(kind) and (kind.name or p.plural == kind.plural)]
    if not same:
        return f"{frame}, for {new}?" if kind.name else None
    old = same[-1]
    determined = frame[old.start : old.start + 4].lower() == "the " and not new.lower().startswith("the ")
    return f"{frame[: old.start + 4 * determined]}{new}{frame[old.end :]}?"
