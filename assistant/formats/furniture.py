"""Marks what a page carries besides its article: menus, offers, booking numbers, credits, link lists, by-lines.

Works on the form of whole lines and of runs of lines, never on a particular site. A line is content unless it is *nothing
but* furniture: "A season ticket costs £15 a month" tells something, "From £15 / month" above a "Subscribe" button does not.
Where the words of an offer are what a section is about (its heading says cookies, bookings, subscriptions), they stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.formats.bylines import copyright_notice, top_matter
from assistant.formats.parsed import Piece
from assistant.schema import BlockKind


def _line(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})", re.IGNORECASE)


# Buttons and labels that are furniture wherever they stand alone on a line.
_BUTTON = _line(
    r"subscribe(?: now| today| here)?|sign (?:in|up|out)(?: now| today| here)?|log ?(?:in|out)|register now|join (?:now|today|us today)"
    r"|buy now|add to (?:basket|cart)|free trial|start your free trial|(?:my )?basket|checkout|read (?:more|next|the full story)|find out more"
    r"|learn more|show more|load more|view all|see all|see more|continue reading|share|share (?:this|on)\b.{0,40}"
    r"|(?:tweet|email|print)(?: this)?(?: (?:page|article|story))?|follow us(?: on .{1,40})?|back to (?:the )?top|skip to (?:the )?(?:main )?content"
    r"|skip (?:to )?navigation|(?:main )?menu|toggle (?:navigation|menu)|(?:open|close) (?:menu|search)|search this site|accept(?: all)?(?: cookies)?"
    r"|reject all(?: cookies)?|(?:manage|cookie) (?:cookies|preferences|settings)|advertisement|advertising|sponsored(?: content)?|loading(?:\.\.\.|…)?"
    r"|\d+ (?:comments?|shares?|likes?|views?)|leave a (?:comment|reply)|post a comment|(?:\d+|a) ?min(?:ute)?s? read|please wait(?:\.\.\.|…)?"
    r"|previous (?:article|post|page)|next (?:article|post|page)|report this (?:comment|ad)|copy link|link copied"
)
# Words that menus and page ends are made of; furniture only among their like.
_MENU_WORD = _line(
    r"menu|search|home(?:page)?|news|sport|weather|business|lifestyle|opinion|culture|travel|events?|jobs|shop|store|courses|services"
    r"|about(?: us)?|contact(?: us)?|who we are|what we do|our (?:work|team|services|people|story)|get involved|support us|donate(?: now)?"
    r"|log ?in|sign (?:in|up)|register|subscribe|my account|account|basket|help|faqs?|sitemap|site map|accessibility(?: statement)?"
    r"|(?:privacy|cookies?)(?: (?:policy|notice|settings))?|terms(?: (?:and|&) conditions| of use| of service)?|legal|disclaimer|careers"
    r"|press|media|blog|newsletters?|archives?|facebook|twitter|x|instagram|linkedin|youtube|tiktok|rss|comments?|share|print|email|tweet|next"
    r"|previous|back|close|more|all|topics?|tags?|advertise(?: with us)?|modern slavery statement|follow us|categories|video|podcasts?"
)
# Words of which offers are made: at least a third of the lines above a price or a button must hold one.
_OFFER_WORD = _line(
    r"\b(?:issues?|editions?|articles?|archives?|supplements?|magazine|membership|members?|subscri\w+|unlimited|access|digital|newsletters?"
    r"|print|online|e-?paper|app|free trial|trial|cancel any ?time|billed|exclusive|premium|ad-free|delivered|hubs?|webinars?|discounts?)\b"
)
_PRICE = r"(?:[£$€]\s?\d+(?:[.,]\d{2})?|\d+(?:[.,]\d{2})?\s?[£$€])"
_PRICE_ONLY = _line(
    rf"(?:(?:from|only|just|now|save|was|then|get it for|price:?)\s+)*{_PRICE}"
    rf"(?:\s*(?:/|per|an?|each|every)\s*(?:month|year|week|quarter|issue|mo|yr|annum)|\s*(?:monthly|annually|yearly|weekly|pm|pa))?"
    r"(?:\s*\(?(?:\+|plus|inc(?:l|luding)?\.?|ex(?:cl)?\.?)?\s*vat\)?)?(?:[,;]?\s*(?:billed|paid) (?:monthly|annually|yearly))?[.*]?"
)
_PERIOD_PRICE = _line(rf"{_PRICE}\s*(?:/|per|an?)\s*(?:month|year|week|quarter|issue|mo|yr)\b")
# Sentences that speak to the visitor of a site.
_APPEAL = _line(
    r"(?:we|this (?:web)?site|our (?:web)?site|our partners)(?: and our partners)? uses? cookies\b.*"
    r"|by (?:continuing to (?:use|browse)|using|clicking|browsing)\b.*\b(?:site|website|page|accept|agree|cookies)\b.*"
    r"|(?:sign up|subscribe|register) (?:to|for) (?:our|the|receive|get)\b.*\b(?:newsletters?|bulletins?|alerts?|updates?|emails?|inbox|magazine|mailing list)\b.*"
    r"|get (?:the|our|your)\b.*\b(?:inbox|newsletters?)\b.*|join our mailing list\b.*|enter your e-?mail\b.*"
    r"|(?:already|not yet) a (?:member|subscriber)\b.*|(?:to continue reading|to read (?:the rest of )?this article)\b.*"
    r"|(?:please )?(?:subscribe|register|log ?in|sign in) (?:now |today )?(?:to|or \w+ to) (?:continue|read|access|view|comment|unlock)\b.*"
    r"|you have (?:\w+ )?free articles?\b.*|follow us on \w+\b.*|like us on \w+\b.*|(?:please )?enable javascript\b.*|javascript (?:is|must be)\b.*"
    r"|your browser (?:is out of date|does not support)\b.*|(?:please )?share this (?:article|page|story|post)\b.*"
    r"|(?:unlimited|full) access\b.*\b(?:from|for) (?:only |just )?[£$€].*|subscribe (?:now|today)?\s*(?:from|for) (?:only |just )?[£$€].*"
)
# A sentence whose only use was a link that plain text has lost.
_LINK_NOUN = (
    r"(?:speech|report|statements?|articles?|documents?|full|text|details|information|guidance|strategy|papers?|pdf|copy|copies|video"
    r"|interview|letter|transcript|release|consultation|website|page|form|story|findings|results|programme|brochure|agenda)"
)
_DEAD_LINK = _line(
    rf".*\b{_LINK_NOUN}\b.*\b(?:found|read|viewed?|downloaded?|seen|accessed|watched|available|obtained|visit(?:ed)?)\b"
    r"(?: \w+){0,3} (?:here|(?:at|on|via|by (?:clicking|following)) (?:this|the) link(?: below)?)[.:]?"
    r"|(?:please )?(?:click|tap)(?: on)? (?:here|(?:this|the) links?(?: below)?)\b.*"
    r"|(?:read|download|view|watch|see|access) (?:the|our|a)\b.*\bhere[.:]?|(?:book|register|apply|sign up)(?: \w+){0,4} here[.!:]?"
)
_LINK_LEAD = _line(
    r"(?:(?:please )?(?:click|see|follow|use|visit|try)\b.*\blinks?\b.*|.*\blinks? below\b.*"
    r"|(?:\w+ )?related(?: \w+){0,3}|(?:more|read more|see more|further reading)(?: (?:on|from|about|in|like)\b.*)|(?:read|see) also|further reading"
    r"|you (?:may|might)(?: also)? (?:like|be interested in|enjoy)\b.*|recommended(?: (?:for you|reading|stories|articles))?"
    r"|(?:most|top) (?:read|popular|viewed|shared|commented|stories)(?: \w+){0,3}|trending(?: now)?|editor[’']?s picks|(?:latest|more|other|top) (?:news|stories|articles|posts|headlines|jobs)"
    r"|in this section|also (?:in|on) (?:this|the|our)\b.*|filed under:?.*|elsewhere on (?:the|our)\b.*|popular (?:now|stories|articles|posts)|quick links|useful links)\s*:?"
)
_LINK_LEAD_WORD = _line(
    r"(?:links?|related|stor(?:y|ies)|articles?|content|read|popular|trending|news|posts?|headlines)"
)
_PHONE = re.compile(r"(?<![\d£$€])(?:\+?\d{2,3}[\s)-]*)?\(?0?\d{2,5}\)?[\s-]?\d{3,4}(?:[\s-]?\d{3,4})?(?![\d,.]*\d)")
_CALL = _line(
    r".*\b(?:book(?:ings?)?|reserv(?:e|ations?)|enquir(?:e|ies|y)|inquir(?:e|ies)|sales|quotes?|quotations?|orders?|advertis\w+|subscriptions?|appointments?"
    r"|more information|customer services?)\b.*"
)
_CALL_US = _line(
    r".*\b(?:(?:call|ring|phone|telephone|contact|text)(?: us| our| now| today| the)?|tel(?:ephone)?\.?:?|on)\b.*"
)
_CALL_NOW = _line(
    r"(?:please )?(?:call|ring|phone)(?: us)?(?: (?:now|today|free))?(?: on| at)?:?\s*[\d\s()+-]+[.!]?|tel(?:ephone)?[.:]*\s*[\d\s()+-]+"
)
_COPYRIGHT = _line(
    r"(?:copyright\b\s*)?(?:©|\(c\))\s*(?:copyright\b\s*)?.*|copyright\b\s*(?:19|20)\d\d\b.*|copyright\b[\s:]*(?![^.]*\b(?:act|bill|order|directive|regulations|law)\b)[^.]{2,60}?\b(?:19|20)\d\d[.,]?(?:\s*all rights reserved\.?)?"
    r"|all rights reserved\.?|.{0,80}\ball rights reserved\.?"
)
_ENUMERATED = re.compile(r"^\(c\)\s+(?!(?:19|20)\d\d\s+[A-Z][\w&’']+(?:\s+[A-Z&][\w’']*)*[.,]?(?:\s+all rights.*)?$)")
_CREDIT = re.compile(
    r"(?i:(?:(?:main|cover|lead|file|stock|header)\s+)?(?:pictures?|photos?|photographs?|images?|pics?|illustrations?|graphics?|artwork)"
    r"(?:\s+(?:credits?|by|courtesy(?: of)?|copyright|source))?\s*(?:[:©|-]|\(c\)|by\b|courtesy\b|via\b)|credits?\s*:)\s*(?P<name>\S.*)"
)
_AGENCY = re.compile(
    r"(?:/|©|via|by)\s*(?:PA(?: Wire| Images| Media)?|AP|AFP|EPA|Reuters|Getty(?: Images)?|Alamy|Shutterstock|iStock|Unsplash|Pexels|Flickr)\b[^a-z]{0,20}$"
)
_SMALL_WORDS = frozenset("of by and the for via at in on de van von & / | - – © (c) from courtesy".split())
_TERMINAL = re.compile(r"[.!?…][\"'”’)\]]*$")
_LONGEST_LINK_LIST = 15
_TOPICS = ("cookie", "subscri", "newsletter", "member", "copyright", "licen", "privacy", "contact", "book", "enquir", "phone", "telephone", "price", "fee", "cost", "link", "related", "share", "credit", "help")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Line:
    """A piece as this module sees it: its words on one line, and the blank lines in front."""

    text: str
    kind: BlockKind
    level: int
    gap: int

    @property
    def is_heading(self) -> bool:
        return self.kind is BlockKind.HEADING

    @property
    def is_item(self) -> bool:
        return self.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)

    @property
    def is_prose(self) -> bool:
        """Whether it tells something: a sentence, or a stretch too long for a label."""
        count = len(self.text.split())
        return not self.is_heading and (count >= 20 or (count >= 5 and bool(_TERMINAL.search(self.text))))

    @property
    def is_label(self) -> bool:
        """Short, without the end of a sentence: what titles, buttons, menus and names look like."""
        return len(self.text.split()) <= 16 and not _TERMINAL.search(self.text)


def is_copyright(line: str) -> bool:
    """Whether a line is a copyright notice, and no sentence about copyright or item (c) of a list."""
    if len(line.split()) > 40 or _ENUMERATED.match(line) or not _COPYRIGHT.fullmatch(line):
        return False
    if re.search(r"©|\(c\)|all rights reserved", line, re.IGNORECASE):
        return True
    owner, year = copyright_notice(line)
    return year is not None and (owner is None or _is_name(owner))


def is_credit(line: str) -> bool:
    """Whether a line only says who took a picture."""
    if len(line.split()) > 16:
        return False
    if _AGENCY.search(line) and not re.search(r"[.!?]\s", line):
        return True
    match = _CREDIT.fullmatch(line)
    return match is not None and _is_name(match["name"])


def _is_name(words: str) -> bool:
    """Capitalised words and what joins them, at most ten; no figures but a year."""
    tokens = [t for t in re.split(r"[\s,]+", words.strip(" .")) if t]
    named = sum(1 for t in tokens if t[0].isupper() or re.fullmatch(r"(?:19|20)\d\d", t))
    return (
        0 < len(tokens) <= 10
        and named > 0
        and all(
            t[0].isupper() or t.lower() in _SMALL_WORDS or re.fullmatch(r"(?:19|20)\d\d|[/|©&–-]\S*|\S+/\S+", t)
            for t in tokens
        )
    )


def mark(text: str, pieces: Sequence[Piece], *, scraped: bool) -> tuple[Piece, ...]:
    """The pieces, with the furniture among them marked as such. If nothing else were left, nothing is marked.

    Args:
        scraped: whether menus, link lists and booking numbers may stand around an article; a document that somebody
            wrote has none, and its list of links is its own.
    """
    lines = [_as_line(text, pieces, n) for n in range(len(pieces))]
    marked = {n for n, line in enumerate(lines) if _stands_alone(line) and not _is_topic(lines, n)}
    marked |= top_matter_lines(lines)
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


def _as_line(text: str, pieces: Sequence[Piece], number: int) -> _Line:
    piece = pieces[number]
    before = text[pieces[number - 1].end : piece.start] if number else ""
    return _Line(" ".join(text[piece.start : piece.end].split()), piece.kind, piece.level, before.count("\n"))


def _stands_alone(line: _Line) -> bool:
    if line.kind is BlockKind.TABLE_ROW:
        return False
    words = line.text.strip(" .!»›>→|•·")
    if _BUTTON.fullmatch(words) or is_copyright(line.text) or is_credit(line.text):
        return True
    count = len(line.text.split())
    return (count <= 40 and bool(_APPEAL.fullmatch(line.text))) or (
        count <= 20 and bool(_DEAD_LINK.fullmatch(line.text))
    )


def _topic(lines: Sequence[_Line], number: int) -> str:
    """What the line is under: the title and the label or heading nearest above it."""
    above = next(
        (n for n in range(number - 1, -1, -1) if lines[n].is_heading or (lines[n].is_label and not lines[n].is_item)),
        None,
    )
    return f"{lines[0].text if number else ''} {lines[above].text if above is not None else ''}".lower()


def _is_topic(lines: Sequence[_Line], number: int) -> bool:
    """Whether a *sentence* that looks like furniture is what its section is about. Buttons and notices never are."""
    line = lines[number]
    if (
        not line.is_prose
        or is_copyright(line.text)
        or is_credit(line.text)
        or line.text.lower().startswith(("click", "follow us"))
    ):
        return False
    topic = _topic(lines, number)
    return any(word in topic and word in line.text.lower() for word in _TOPICS)


def top_matter_lines(lines: Sequence[_Line]) -> set[int]:
    """By-lines and datelines, unless they are headings by mark-up."""
    found = top_matter([line.text for line in lines]).lines
    return {n for n in found if not lines[n].is_heading and not lines[n].is_item}


def _repeats(lines: Sequence[_Line]) -> set[int]:
    """A line said twice running: a caption and its alternative text (both go), or a sentence (the second goes)."""
    found: set[int] = set()
    for n in range(1, len(lines)):
        here, before = lines[n], lines[n - 1]
        if here.text == before.text and not here.is_item and not here.is_heading and len(here.text.split()) >= 3:
            found |= {n} if _TERMINAL.search(here.text) or before.is_heading else {n - 1, n}
    return found


def _link_lists(lines: Sequence[_Line], marked: set[int]) -> set[int]:
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


def _leads_links(line: _Line) -> bool:
    return (
        len(line.text.split()) <= 12
        and not line.is_item
        and not _TERMINAL.search(line.text)
        and bool(_LINK_LEAD.fullmatch(line.text))
    )


def _leads_facts(lines: Sequence[_Line], number: int) -> bool:
    """A heading such as "Related offences" or "More about the scheme" over sentences is no lead-in."""
    lead = lines[number]
    if _LINK_LEAD_WORD.search(lead.text):
        return number + 1 < len(lines) and lead.is_heading and lines[number + 1].is_prose
    return number + 1 < len(lines) and (lines[number + 1].is_prose or lines[number + 1].is_item or lead.is_heading)


def _calls(lines: Sequence[_Line], marked: set[int]) -> set[int]:
    """ "For bookings, call us on 01632 960001" in front of the article or behind it, but not where contacts are the subject."""
    edges = _edges(lines, marked)
    found: set[int] = set()
    for n in edges:
        line = lines[n]
        if len(line.text.split()) > 20 or line.kind is BlockKind.TABLE_ROW or not _PHONE.search(line.text):
            continue
        offered = _CALL.fullmatch(line.text) and _CALL_US.fullmatch(line.text)
        if (offered or _CALL_NOW.fullmatch(line.text)) and not _is_about_contacts(lines, n):
            found.add(n)
    return found


def _is_about_contacts(lines: Sequence[_Line], number: int) -> bool:
    """The heading above says so. In front of the title nothing is above."""
    topic = _topic(lines, number)
    return any(
        word in topic
        for word in ("contact", "book", "enquir", "phone", "helpline", "call", "help", "advice", "support")
    )


def _edges(lines: Sequence[_Line], marked: set[int]) -> list[int]:
    """Lines before the first paragraph of the article and after the last, that paragraph left out of account."""
    prose = [n for n, line in enumerate(lines) if line.is_prose and n not in marked and not _PHONE.search(line.text)]
    if not prose:
        return list(range(len(lines)))
    return [n for n in range(len(lines)) if n < prose[0] or n > prose[-1]]


def _offers(lines: Sequence[_Line], marked: set[int]) -> set[int]:
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
        name = (
            [n]
            if n >= 0
            and n not in found | buttons
            and lines[n].is_label
            and not lines[n].text.endswith(":")
            and not lines[n].is_item
            else []
        )
        if name and n == 0:
            name = []  # the title of the document
        group = items + name
        speaking = sum(1 for m in group if _OFFER_WORD.search(lines[m].text))
        found |= set(prices)
        if group and (prices or items) and speaking * 3 >= len(group):
            found |= set(group)
    return found


def _is_priced_label(line: _Line) -> bool:
    return (
        line.is_label
        and len(line.text.split()) <= 8
        and bool(_PERIOD_PRICE.search(line.text))
        and bool(_OFFER_WORD.search(line.text))
    )


def _menus(lines: Sequence[_Line], marked: set[int]) -> set[int]:
    """Lines made only of menu words, and at the very end also the labels among them."""
    found: set[int] = set()
    wordy = {n for n, line in enumerate(lines) if _is_menu(line)}
    for n in wordy:
        several = len(lines[n].text.split()) >= 2 and _menu_words(lines[n].text) >= 2
        beside = any(m in wordy or m in marked for m in (n - 1, n + 1) if 0 <= m < len(lines))
        if (several or beside) and not (lines[n].is_heading and n + 1 < len(lines) and lines[n + 1].is_prose):
            found.add(n)
    last_prose = max(
        (n for n, line in enumerate(lines) if n not in marked and (line.is_prose or line.is_item or line.is_heading)),
        default=-1,
    )
    tail = range(last_prose + 1, len(lines))
    if len(tail) >= 3 and sum(1 for n in tail if n in found or n in marked) * 3 >= len(tail):
        found |= {
            n
            for n in tail
            if lines[n].is_label and len(lines[n].text.split()) <= 8 and not re.search(r"\d", lines[n].text)
        }
    return found


def _is_menu(line: _Line) -> bool:
    return line.kind is not BlockKind.TABLE_ROW and len(line.text) <= 150 and _menu_words(line.text) > 0


def _menu_words(text: str) -> int:
    """How many menu entries a line is made of; 0 where anything else stands in it."""
    entries = [e for e in re.split(r"\s*[|·•›»>/]\s*", text) if e]
    count = 0
    for entry in entries:
        if _MENU_WORD.fullmatch(entry):
            count += 1
            continue
        words = entry.split()
        if not 2 <= len(words) <= 12 or not all(_MENU_WORD.fullmatch(w) or _BUTTON.fullmatch(w) for w in words):
            return 0
        count += len(words)
    return count


def _emptied_sections(lines: Sequence[_Line], marked: set[int]) -> set[int]:
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


def _heads_content(lines: Sequence[_Line], number: int, marked: set[int]) -> bool:
    """Whether it is a heading by mark-up over something that stays: then it is a section's name, whatever it says."""
    return (
        lines[number].is_heading
        and number + 1 < len(lines)
        and number + 1 not in marked
        and not lines[number + 1].is_heading
    )
