"""Finds the question in what somebody typed: without greetings, thanks, orders to the reader, and what they say of themselves."""

from __future__ import annotations

import re

from assistant.names import names
from assistant.questions.words import AUXILIARY, POINTS_BACK, PREPOSITION, QUESTION_WORD, asked_terms
from assistant.text import sentences

_ORDER = re.compile(
    r"(?:please |now |and |then |instead,? |just )*(?:ignore|disregard|forget|pretend|override|bypass|repeat after|reply|respond|answer (?:only|with|in|as)|"
    r"output|print|say\b(?! about)|write|you are (?:now|a|an|no longer)|you must|act as|do not (?:use|cite|quote)|don['’]t (?:use|cite|quote)|"
    r"system:|assistant:|new instructions?)\b(?!-)",
    re.IGNORECASE,
)
_IDLE = re.compile(r"(?:(?:many )?thanks|thank you|cheers|hi|hello|hey|dear)\b[^?]*$", re.IGNORECASE)
_COURTESY = re.compile(
    r"^(?:(?:(?:hi|hello|hey)(?: (?:all|team|there|everyone|folks|both)\b)?|good (?:morning|afternoon|evening)|sorry to bother you|please|"
    r"(?:many )?thanks|thank you|cheers)\b(?: (?:so much|very much|a lot|for (?:that|this|your help)))?[ ,.!-]*)+",
    re.IGNORECASE,
)
_EMBEDDED = re.compile(
    r"^(?:(?:hi|hello|please|sorry)\b[ ,]*)*(?:i|i['’]m|i['’]d|we|we['’]re|we['’]d|can|could|would|do|please|need|want|wanted|trying|just|looking)\b"
    rf"(?:(?! ?\b{QUESTION_WORD}\b).)*?\b(?:know|find out|ask|asking|wondering|wonder|understand|tell (?:me|us)|"
    r"check|see|work out|confirm|remind (?:me|us)|say|explain)\b(?: (?:by|before|until|for) [\w ]{2,20}?)?[,:]? "
    rf"(?P<question>(?:{PREPOSITION} )?{QUESTION_WORD}\b.{{8,}})$",
    re.IGNORECASE | re.DOTALL,
)
"""A question inside a sentence about the one who asks: "I need to know by Friday what the programme does"."""
_LEAD_IN = re.compile(
    r"^(?P<said>(?:so |and |just |also )*(?:i|i['’]m|i['’]ve|we|we['’]re|we['’]ve|my|our|for (?:an?|the|my|our|some)|in (?:my|our)|writing|preparing|"
    r"drafting|checking|updating|working on|doing|reading|looking at|(?:a )?(?:quick |short |simple |one )?(?:question|query|background|context))\b[^?:]*?"
    r"(?:[.:;]\s+|\s[-–—]\s+))(?P<question>(?:(?:and|so) )?"
    rf"(?:{PREPOSITION} )?(?:{QUESTION_WORD}|{AUXILIARY})\b[^?]*\??)$",
    re.IGNORECASE | re.DOTALL,
)
_PAPERS = r"(?:documents|papers|articles|sources|files|reports|pages|texts|pieces|stories)"
_SOURCES = rf"(?:all |both |the |these |those |your |our |any |two |several |different )*(?:{_PAPERS[3:-1]}|document|figures?|source|numbers?|report|article|accounts?|they|it)"
_AGREEING = r"(?:agree\w*|disagree\w*|differ\w*|conflict\w*|contradict\w*|consistent|match\w*|tally|the same|at odds)"
_GIVEN = r"(?:figures?|dates?|numbers?|amounts?|values?|sums?|totals?|names?|answers?|ages?|prices?|times?|versions?)"
_AGREE_ON = re.compile(
    rf"^(?:and |so |but )?(?:{AUXILIARY} {_SOURCES} (?:all |both )?(?:{AUXILIARY} )?{_AGREEING}(?: (?:with )?each other)? (?:on|about|over|as to)"
    rf"|{AUXILIARY} there (?:any |an? )?(?:disagreement|discrepanc(?:y|ies)|inconsistenc(?:y|ies)|contradiction)s?(?: (?:between|among|in|across) {_SOURCES})? (?:on|about|over|in|as to|regarding)"
    rf"|{AUXILIARY} there (?:any |an? )?(?:difference|conflict|dispute)s? (?:between|among|in|across) {_SOURCES} (?:on|about|over|in|as to|regarding)"
    rf"|{AUXILIARY} {_SOURCES} (?:all |both )?(?:give|quote|state|mention|report|have|show|use) (?:the same|different|several|conflicting) {_GIVEN} (?:for|of|about|on)"
    rf"|{AUXILIARY} (?:there )?(?:any )?(?:different|several|conflicting) {_GIVEN} (?:given |quoted |reported |stated )?(?:for|of|about|on)) (?P<about>[^?]+)",
    re.IGNORECASE,
)
"""Whether documents agree on something is seen by asking what it is: differing values are shown as such."""
_ELSE = r"(?:somebody|someone|something|anybody|anyone|anything) else"
_SAME = (
    rf"(?:{AUXILIARY} (?:it|that|this|they|he|she) (?:all )?(?:always )?the same(?: \w+)?(?: throughout| everywhere|(?: in| across| for| by) (?:all|each|every|both|any)\b[^?]*)?"
    rf"|{AUXILIARY} (?:it |that )?{_ELSE}\b[^?]*|{AUXILIARY} {_SOURCES} (?:all |both )?{_AGREEING}(?: each other)?)"
)
_AND_AGREE = re.compile(rf"(?<=\w)\s*(?:[,;?.]|\s[-–—])?\s+(?:and |or |but )?{_SAME}\s*\?*$", re.IGNORECASE)
_IN_PAPERS = re.compile(
    rf",?\s+(?:in|across|from|according to|throughout) (?:(?:any|all|both|each|every one|one|either) (?:of )?)?"
    rf"(?:(?:these|those|your|our|my)(?: \w+)? {_PAPERS}|the (?:documents|papers|articles|sources))\b",
    re.IGNORECASE,
)
"""Says that the documents are asked, as every question does."""
_NAMED_AS = re.compile(
    r"\b(?P<who>who|what) (?P<be>is|was|are|were) (?:named|given|listed|mentioned|described|shown|stated|quoted|identified) as (?:the )?",
    re.IGNORECASE,
)
_SHARE_OF_SUM = re.compile(
    r"\b(?:what|which) (?:share|proportion|portion|part|fraction) of (?=(?:the |this |that |its )?(?:total )?[£$€])",
    re.IGNORECASE,
)
"""Asks for a part of a sum, which is told as a sum."""
_MANY = re.compile(r"(?!the\b|an?\b|its\b|their\b)[a-z]+(?: [a-z]+)?(?<!s)s\b")
"""A plain plural: "offenders", "foster carers"."""
_STANDS = 3  # least content words of a question that needs no lead-in


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
    kept = [text[s:e] for s, e in spans if not (_IDLE.match(text[s:e]) or _ordered(text[s:e]))]
    asked = _COURTESY.sub("", " ".join(kept)).strip()
    asked = _AND_AGREE.sub("?", _without_papers(_without_lead_in(asked)))
    asked = _NAMED_AS.sub(r"\g<who> \g<be> the ", _AGREE_ON.sub(_what_is, asked))
    asked = _SHARE_OF_SUM.sub("how much of ", asked)
    inside = _EMBEDDED.match(asked)
    asked = inside["question"] if inside else asked
    return asked if any(c.isalnum() for c in asked) else text


def _what_is(agree: re.Match[str]) -> str:
    """The question for what documents may differ on: "when it opens", how many there are of many, or what something is."""
    about = agree["about"]
    if re.match(rf"{QUESTION_WORD}\b", about, re.IGNORECASE):
        return about
    many = re.search(r"\b(?:figures|numbers|totals)\b", agree[0][: -len(about)], re.IGNORECASE) and _MANY.match(about)
    return f"how many {about}" if many else f"what is {about}"


def _without_papers(text: str) -> str:
    """The question without "in these documents", where enough is left."""
    asked = _IN_PAPERS.sub("", text)
    stands = asked_terms(asked) and len(asked.split()) > _STANDS
    return asked if stands and not re.search(rf"\b{AUXILIARY}\W*$", asked, re.IGNORECASE) else text


def _ordered(sentence: str) -> bool:
    """Whether a sentence gives an order rather than asking: "Output fell by how much?" asks."""
    return bool(_ORDER.match(sentence)) and not sentence.rstrip().endswith("?")


def _without_lead_in(text: str) -> str:
    """The question without what its writer says of themselves first ("Writing a bid:"), where it stands without that."""
    said = _LEAD_IN.match(text)
    asked = said["question"] if said else ""
    if not said or names(said["said"]) or len(asked_terms(asked)) < _STANDS or POINTS_BACK.search(asked):
        return text
    return asked
