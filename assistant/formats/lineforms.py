"""Tells what a single line is, by its form: a button, a menu, a notice, a credit, an appeal to visitors, or a sentence.

A line counts as furniture only if it is *nothing but* furniture. Knows nothing of the lines around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.schema import BlockKind

_LONGEST_FORM_CHARS = 400  # whatever is longer is no button, notice or credit


def line_form(pattern: str) -> re.Pattern[str]:
    """A pattern in which case does not matter."""
    return re.compile(rf"(?:{pattern})", re.IGNORECASE)


# Buttons and labels that are furniture wherever they stand alone on a line.
_BUTTON = line_form(
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
_MENU_WORD = line_form(
    r"menu|search|home(?:page)?|news|sport|weather|business|lifestyle|opinion|culture|travel|events?|jobs|shop|store|courses|services"
    r"|about(?: us)?|contact(?: us)?|who we are|what we do|our (?:work|team|services|people|story)|get involved|support us|donate(?: now)?"
    r"|log ?in|sign (?:in|up)|register|subscribe|my account|account|basket|help|faqs?|sitemap|site map|accessibility(?: statement)?"
    r"|(?:privacy|cookies?)(?: (?:policy|notice|settings))?|terms(?: (?:and|&) conditions| of use| of service)?|legal|disclaimer|careers"
    r"|press|media|blog|newsletters?|archives?|facebook|twitter|x|instagram|linkedin|youtube|tiktok|rss|comments?|share|print|email|tweet|next"
    r"|previous|back|close|more|all|topics?|tags?|advertise(?: with us)?|modern slavery statement|follow us|categories|video|podcasts?"
)
# Sentences that speak to the visitor of a site.
_APPEAL = line_form(
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
# A newsletter and the way to it in one breath: all three must be there.
_NEWSLETTER = (
    line_form(r"newsletter|\binbox\b|mailing list|text message alerts"),
    line_form(r"\bsign(?:ing)? up\b|\bsubscribe\b|\bdelivered\b|\bstraight to\b|\bfollow our\b"),
    line_form(r"\b(?:our|your|here)\b"),
)
# A writer's account to follow.
_FOLLOW = line_form(r"(?:follow|find|reach|contact|tweet)\b.*(?:^|[\s(])@\w{2,}")
# A label with what it points to.
_POINTER = line_form(
    r"(?:read more|read also|also read|related|more on this story|don[’']t miss|recommended|filed under|posted in|tags?|categories|for subscribers)\s*:\s*\S.*[^.!?]"
    r"|posted in (?:(?-i:[A-Z&])\S*\s?){1,5}"
)
# A sentence whose only use was a link that plain text has lost.
_LINK_NOUN = (
    r"(?:speech|report|statements?|articles?|documents?|full|text|details|information|guidance|strategy|papers?|pdf|copy|copies|video"
    r"|interview|letter|transcript|release|consultation|website|page|form|story|findings|results|programme|brochure|agenda)"
)
_DEAD_LINK = line_form(
    rf".*\b{_LINK_NOUN}\b.*\b(?:can|may|could|is|are|to)\b.*\b(?:found|read|viewed?|downloaded?|seen|accessed|watched|available|obtained|visit(?:ed)?)\b"
    r"(?: \w+){0,3} (?:here|(?:at|on|via|by (?:clicking|following)) (?:this|the) link(?: below)?)[.:]?"
    r"|(?:please )?(?:click|tap)(?: on)? (?:here|(?:this|the) links?(?: below)?)\b.*"
    r"|(?:read|download|view|watch|see|access) (?:the|our|a)\b.*\bhere[.:]?|(?:book|register|apply|sign up)(?: \w+){0,4} here[.!:]?"
)
_COPYRIGHT = line_form(
    r"(?:copyright\b\s*)?(?:©|\(c\))\s*(?:copyright\b\s*)?.*|copyright\b\s*(?:19|20)\d\d\b.*|copyright\b[\s:]*(?![^.]*\b(?:act|bill|order|directive|regulations|law)\b)[^.]{2,60}?\b(?:19|20)\d\d[.,]?(?:\s*all rights reserved\.?)?"
    r"|all rights reserved\.?|.{0,80}\ball rights reserved\.?"
)
_ENUMERATED = re.compile(
    r"^\([cC]\)\s+(?!(?:19|20)\d\d\s+[A-Z][\w&’']+(?:\s+[A-Z&][\w’']*)*[.,]?(?:\s+all rights.*)?$)"
)
_CREDIT = re.compile(
    r"(?i:(?:(?:main|cover|lead|file|stock|header)\s+)?(?:pictures?|photos?|photographs?|images?|pics?|illustrations?|graphics?|artwork)"
    r"\s*(?:(?:credits?|by|courtesy(?: of)?|copyright|source|via)\s*[:©|-]?|[:©|-]|\(c\))|credits?\s*:)\s*(?P<name>\S.*)"
)
_AGENCY = re.compile(
    r"(?:/|©|via|by)\s*(?:PA(?: Wire| Images| Media)?|AP|AFP|EPA|Reuters|Getty(?: Images)?|Alamy|Shutterstock|iStock|Unsplash|Pexels|Flickr)\b[^a-z]{0,20}$"
)
_SMALL_WORDS = frozenset("of by and the for via at in on de van von & / | - – © (c) from courtesy".split())
_LONGEST_END = 8  # a stop with quotation marks and brackets behind it
_TERMINAL = re.compile(r"[.!?…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A piece with its words on one line, and the number of line ends in front of it."""

    text: str
    kind: BlockKind
    level: int
    gap: int
    words: int = field(init=False)
    ended: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", len(self.text.split()))
        object.__setattr__(self, "ended", ends_sentence(self.text))

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading by mark-up."""
        return self.kind is BlockKind.HEADING

    @property
    def is_item(self) -> bool:
        """Whether it stands in a list or table."""
        return self.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)

    @property
    def is_prose(self) -> bool:
        """Whether it tells something: a sentence, or a stretch too long for a label."""
        return not self.is_heading and (self.words >= 20 or (self.words >= 5 and self.ended))

    @property
    def is_label(self) -> bool:
        """Short, without the end of a sentence: what titles, buttons, menus and names look like."""
        return self.words <= 16 and not self.ended


def ends_sentence(line: str) -> bool:
    """Whether a line ends as a sentence does, quotation marks and brackets aside."""
    return _TERMINAL.search(line[-_LONGEST_END:]) is not None


def is_copyright(line: str) -> bool:
    """Whether a line is a copyright notice, and no sentence about copyright or item (c) of a list."""
    if len(line.split()) > 40 or _ENUMERATED.match(line) or not _COPYRIGHT.fullmatch(line):
        return False
    if re.search(r"©|\(c\)|all rights reserved", line, re.IGNORECASE):
        return True
    rest = re.sub(r"copyright|(?:19|20)\d\d", " ", line, flags=re.IGNORECASE).strip(" .,:")
    return not rest or _is_name(rest)


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


def stands_alone(line: Line) -> bool:
    """Whether a line is furniture wherever it stands."""
    if line.kind is BlockKind.TABLE_ROW or len(line.text) > _LONGEST_FORM_CHARS:
        return False
    words = line.text.strip(" .:!»›>→|•·")
    if _BUTTON.fullmatch(words) or is_copyright(line.text) or is_credit(line.text):
        return True
    if line.words <= 20 and (_DEAD_LINK.fullmatch(line.text) or _POINTER.fullmatch(line.text)):
        return True
    if line.words <= 30 and _is_invitation(line.text):
        return True
    return line.words <= 40 and _APPEAL.fullmatch(line.text) is not None


def _is_invitation(text: str) -> bool:
    return _FOLLOW.match(text) is not None or all(part.search(text) for part in _NEWSLETTER)


def menu_words(text: str) -> int:
    """How many menu entries a line is made of; 0 where anything else stands in it."""
    if len(text) > _LONGEST_FORM_CHARS:
        return 0
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


_LABEL_LINE = re.compile(r"[A-Z][\w’'-]*(?: [\w’'&/-]+){0,5}: +\S.{0,80}")


def is_label_line(line: str) -> bool:
    """Whether a line is a label with its value, which stands alone: "Overall effectiveness: Good"."""
    return bool(_LABEL_LINE.fullmatch(line.strip()))
