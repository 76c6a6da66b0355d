"""Marks what a page carries besides its article: menus, offers, booking numbers, credits, link lists, by-lines.

Works on the form of whole lines and of runs of lines, never on a particular site. "A season ticket costs £15 a month" tells
something, "From £15 / month" above a "Subscribe" button does not. Where the words of an offer are what a document is about
(its title says cookies, bookings, subscriptions), its sentences stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.formats.bylines import top_matter
from assistant.formats.lineforms import (
    Line,
    is_copyright,
    is_credit,
    line_form,
    menu_words,
    stands_alone,
)
from assistant.formats.parsed import Piece
from assistant.schema import BlockKind

# Words of which offers are made: at least a third of the lines above a price or a button must hold one.
_OFFER_WORD = line_form(
    r"\b(?:issues?|editions?|articles?|archives?|supplements?|magazine|membership|members?|subscri\w+|unlimited|access|digital|newsletters?"
    r"|print|online|e-?paper|app|free trial|trial|cancel any ?time|billed|exclusive|premium|ad-free|delivered|hubs?|webinars?|discounts?)\b"
)
_PRICE = r"(?:[£$€]\s?\d+(?:[.,]\d{2})?|\d+(?:[.,]\d{2})?\s?[£$€])"
_PRICE_ONLY = line_form(
    rf"(?:(?:from|only|just|now|save|was|then|get it for|price:?)\s+)*{_PRICE}"
    rf"(?:\s*(?:/|per|an?|each|every)\s*(?:month|year|week|quarter|issue|mo|yr|annum)|\s*(?:monthly|annually|yearly|weekly|pm|pa))?"
    r"(?:\s*\(?(?:\+|plus|inc(?:l|luding)?\.?|ex(?:cl)?\.?)?\s*vat\)?)?(?:[,;]?\s*(?:billed|paid) (?:monthly|annually|yearly))?[.*]?"
)
_PERIOD_PRICE = line_form(rf"{_PRICE}\s*(?:/|per|an?)\s*(?:month|year|week|quarter|issue|mo|yr)\b")
_LINK_LEAD = line_form(
    r"(?:(?:please )?(?:click|see|follow|use|visit|try)\b.*\blinks?\b.*|.*\blinks? below\b.*"
    r"|(?:\w+ )?related(?: \w+){0,3}|(?:more|read more|see more|further reading)(?: (?:on|from|about|in|like)\b.*)|(?:read|see) also|further reading"
    r"|you (?:may|might)(?: also)? (?:like|be interested in|enjoy)\b.*|recommended(?: (?:for you|reading|stories|articles))?"
    r"|(?:most|top) (?:read|popular|viewed|shared|commented|stories)(?: \w+){0,3}|trending(?: now)?|editor[’']?s picks|(?:latest|more|other|top) (?:news|stories|articles|posts|headlines|jobs)"
    r"|in this section|also (?:in|on) (?:this|the|our)\b.*|filed under:?.*|elsewhere on (?:the|our)\b.*|popular (?:now|stories|articles|posts)|quick links|useful links)\s*:?"
)
_LINK_LEAD_WORD = line_form(
    r"(?:links?|related|stor(?:y|ies)|articles?|content|read|popular|trending|news|posts?|headlines)"
)
_PHONE = re.compile(r"(?<![\d£$€])(?:\+?\d{2,3}[\s)-]*)?\(?0?\d{2,5}\)?[\s-]?\d{3,4}(?:[\s-]?\d{3,4})?(?![\d,.]*\d)")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CALL = line_form(
    r".*\b(?:book(?:ings?)?|reserv(?:e|ations?)|enquir(?:e|ies|y)|inquir(?:e|ies)|sales|quotes?|quotations?|orders?|advertis\w+|subscriptions?|appointments?"
    r"|more information|customer services?)\b.*"
)
_CALL_US = line_form(
    r".*\b(?:(?:call|ring|phone|telephone|contact|text|e-?mail)(?: us| our| now| today| the)?|tel(?:ephone)?\.?:?|on)\b.*"
)
_CALL_NOW = line_form(
    r"(?:please )?(?:call|ring|phone)(?: us)?(?: (?:now|today|free))?(?: on| at)?:?\s*[\d\s()+-]+[.!]?|tel(?:ephone)?[.:]*\s*[\d\s()+-]+"
)
_LONGEST_LINK_LIST = 15
_CONTACT_TOPICS = ("contact", "book", "enquir", "phone", "helpline", "call", "help", "advice", "support")
_TOPICS = ("cookie", "subscri", "newsletter", "bulletin", "member", "sign up", "register", "link", "share", "book")


def mark(text: str, pieces: Sequence[Piece], *, scraped: bool) -> tuple[Piece, ...]:
    """The pieces, with the furniture among them marked as such. If nothing else were left, nothing is marked.

    Args:
        scraped: whether menus, link lists and booking numbers may stand around an article; a document that somebody
            wrote has none, and its list of links is its own.
    """
    lines = [_as_line(text, pieces, n) for n in range(len(pieces))]
    marked = {n for n, line in enumerate(lines) if stands_alone(line) and not _is_topic(lines, n)}
    marked |= _top_matter(lines)
    marked |= _repeats(lines)
    marked |= _offers(lines, marked)
    if scraped:
        marked |= _link_lists(lines, marked)
        marked |= _calls(lines, marked)
        marked |= _menus(lines, marked)
    marked |= _emptied_sections(lines, marked)
    marked = {n for n in marked if not _heads_content(lines, n, marked)}
    if len(marked) == len(lines):
        return tuple(pieces)
    return tuple(replace(p, kind=BlockKind.FURNITURE, level=0) if n in marked else p for n, p in enumerate(pieces))


def _as_line(text: str, pieces: Sequence[Piece], number: int) -> Line:
    piece = pieces[number]
    before = text[pieces[number - 1].end : piece.start] if number else ""
    return Line(" ".join(text[piece.start : piece.end].split()), piece.kind, piece.level, before.count("\n"))


def _heading_above(lines: Sequence[Line], number: int) -> str:
    """The label or heading nearest above a line."""
    above = (line for line in reversed(lines[:number]) if line.is_heading or (line.is_label and not line.is_item))
    return next((line.text.lower() for line in above), "")


def _is_topic(lines: Sequence[Line], number: int) -> bool:
    """Whether a *sentence* that looks like furniture is what its document is about. Buttons and notices never are."""
    line = lines[number]
    if number == 0 or not line.is_prose or is_copyright(line.text) or is_credit(line.text):
        return False
    title, words = lines[0].text.lower(), line.text.lower()
    on_cookies = "cookie" in words and "cookie" in _heading_above(lines, number)
    return on_cookies or any(word in title and word in words for word in _TOPICS)


def _top_matter(lines: Sequence[Line]) -> set[int]:
    """By-lines and datelines, unless they are headings by mark-up."""
    found = top_matter([line.text for line in lines]).lines
    return {n for n in found if not lines[n].is_heading and not lines[n].is_item}


def _repeats(lines: Sequence[Line]) -> set[int]:
    """A line said twice running: a caption and its alternative text (both go), or a sentence (the second goes)."""
    found: set[int] = set()
    for n in range(1, len(lines)):
        here, before = lines[n], lines[n - 1]
        if here.text == before.text and not here.is_item and not here.is_heading and here.words >= 3:
            found |= {n} if here.ended or before.is_heading else {n - 1, n}
    return found


def _link_lists(lines: Sequence[Line], marked: set[int]) -> set[int]:
    """A lead-in such as "Related stories:" and the titles below it, up to the next sentence, heading or wider gap."""
    found: set[int] = set()
    for n, lead in enumerate(lines):
        if not _leads_links(lead) or _leads_facts(lines, n):
            continue
        followers: list[int] = []
        for m in range(n + 1, min(n + 1 + _LONGEST_LINK_LIST, len(lines))):
            line = lines[m]
            wider = followers and line.gap > lines[followers[-1]].gap
            if (
                wider
                or not line.is_label
                or line.kind is BlockKind.TABLE_ROW
                or (line.is_heading and line.level <= max(1, lead.level))
            ):
                break
            followers.append(m)
        if followers or n in marked or n == len(lines) - 1:
            found |= {n, *followers}
    return found


def _leads_links(line: Line) -> bool:
    return line.words <= 12 and not line.is_item and not line.ended and bool(_LINK_LEAD.fullmatch(line.text))


def _leads_facts(lines: Sequence[Line], number: int) -> bool:
    """A heading such as "Related offences" or "More about the scheme" over sentences is no lead-in."""
    lead = lines[number]
    if _LINK_LEAD_WORD.search(lead.text):
        return number + 1 < len(lines) and lead.is_heading and lines[number + 1].is_prose
    return number + 1 < len(lines) and (lines[number + 1].is_prose or lines[number + 1].is_item or lead.is_heading)


def _calls(lines: Sequence[Line], marked: set[int]) -> set[int]:
    """ "For bookings, call us on 01632 960001" in front of the article or behind it, but not where contacts are the subject."""
    edges = _edges(lines, marked)
    found: set[int] = set()
    for n in edges:
        line = lines[n]
        if line.words > 20 or line.kind is BlockKind.TABLE_ROW or not _has_contact(line.text):
            continue
        offered = _CALL.fullmatch(line.text) and _CALL_US.fullmatch(line.text)
        if (offered or _CALL_NOW.fullmatch(line.text)) and not _is_about_contacts(lines, n):
            found.add(n)
    return found


def _has_contact(text: str) -> bool:
    return _PHONE.search(text) is not None or _ADDRESS.search(text) is not None


def _is_about_contacts(lines: Sequence[Line], number: int) -> bool:
    """The title or the heading above says so. In front of the title nothing is above."""
    above = f"{lines[0].text.lower() if number else ''} {_heading_above(lines, number)}"
    return any(word in above for word in _CONTACT_TOPICS)


def _edges(lines: Sequence[Line], marked: set[int]) -> list[int]:
    """Lines before the first paragraph of the article and after the last, that paragraph left out of account."""
    prose = [n for n, line in enumerate(lines) if line.is_prose and n not in marked and not _has_contact(line.text)]
    if not prose:
        return list(range(len(lines)))
    return [n for n in range(len(lines)) if n < prose[0] or n > prose[-1]]


def _offers(lines: Sequence[Line], marked: set[int]) -> set[int]:
    """A name, what it offers, a price and a button: marked from the button or price upwards while the lines speak of an offer."""
    buttons = {
        n
        for n in marked
        if re.fullmatch(
            r"(?:subscribe|join|sign up|buy|register|free trial|start).{0,20}", lines[n].text, re.IGNORECASE
        )
    }
    found: set[int] = set()
    for button in sorted(buttons):
        n = button - 1
        prices: list[int] = []
        while n >= 0 and n not in buttons and (_PRICE_ONLY.fullmatch(lines[n].text) or _is_priced_label(lines[n])):
            prices.append(n)
            n -= 1
        items: list[int] = []
        while n >= 0 and lines[n].kind is BlockKind.LIST_ITEM and lines[n].is_label and n not in found:
            items.append(n)
            n -= 1
        if n >= 0 and items and not prices and lines[n].text.endswith(":"):
            continue  # a list that its sentence leads in
        is_name = n > 0 and n not in found | buttons and lines[n].is_label and not lines[n].is_item
        name = [n] if is_name else []
        if name and n == 0:
            name = []  # the title of the document
        group = items + name
        speaking = sum(1 for m in group if _OFFER_WORD.search(lines[m].text))
        found |= set(prices)
        if group and (prices or items) and speaking * 3 >= len(group):
            found |= set(group)
    return found


def _is_priced_label(line: Line) -> bool:
    return (
        line.is_label
        and line.words <= 8
        and bool(_PERIOD_PRICE.search(line.text))
        and bool(_OFFER_WORD.search(line.text))
    )


def _menus(lines: Sequence[Line], marked: set[int]) -> set[int]:
    """Lines made only of menu words, and at the very end also the labels among them."""
    found: set[int] = set()
    wordy = {n for n, line in enumerate(lines) if line.kind is not BlockKind.TABLE_ROW and menu_words(line.text)}
    for n in wordy:
        several = lines[n].words >= 2 and menu_words(lines[n].text) >= 2
        beside = any(m in wordy or m in marked for m in (n - 1, n + 1) if 0 <= m < len(lines))
        if (several or beside) and not (lines[n].is_heading and n + 1 < len(lines) and lines[n + 1].is_prose):
            found.add(n)
    last_prose = max(
        (n for n, line in enumerate(lines) if n not in marked and (line.is_prose or line.is_item or line.is_heading)),
        default=-1,
    )
    tail = range(last_prose + 1, len(lines))
    if len(tail) >= 3 and sum(1 for n in tail if n in found or n in marked) * 3 >= len(tail):
        found |= {n for n in tail if lines[n].is_label and lines[n].words <= 8 and not re.search(r"\d", lines[n].text)}
    return found


def _emptied_sections(lines: Sequence[Line], marked: set[int]) -> set[int]:
    """Headings by mark-up, other than the first line, under which only furniture is left."""
    found: set[int] = set()
    for n, line in enumerate(lines):
        if n == 0 or not line.is_heading or n in marked:
            continue
        end = next(
            (m for m in range(n + 1, len(lines)) if lines[m].is_heading and lines[m].level <= line.level), len(lines)
        )
        if end > n + 1 and all(m in marked for m in range(n + 1, end)):
            found.add(n)
    return found


def _heads_content(lines: Sequence[Line], number: int, marked: set[int]) -> bool:
    """Whether it is a heading by mark-up over something that stays: then it is a section's name, whatever it says."""
    return (
        lines[number].is_heading
        and number + 1 < len(lines)
        and number + 1 not in marked
        and not lines[number + 1].is_heading
    )
