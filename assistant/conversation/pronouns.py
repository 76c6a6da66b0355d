"""Puts names in the place of pronouns ("who is its chief executive?") and completes nouns that need an "of"."""

from __future__ import annotations

import re

from assistant.conversation.grammar import RELATIONAL, VERBS
from assistant.conversation.mentions import Mention, Read
from assistant.conversation.phrases import Phrase, Token, phrases, tokens
from assistant.opposites import MOVED

_EXPLETIVE = re.compile(
    r"^(?:rain|snow)\w*|^(?:make sense|makes sense|seem|seems|'s|is|was|be|take|takes|took|cost|costs|mean|means|possible|true|worth|matter|rain|happen)\b.*\b(?:to|that|if|true|worth)\b",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\s+(?:(?:that|which|who|whom)\s+)?")
_OBJECTS = {"it", "them", "him", "her"}
_NEXT_CLAUSE = re.compile(r",|\band\b|\bbut\b")
# "That seems extreme." before the question is a remark; what "that" means there matters to nobody.
_REMARK = re.compile(r"^[^?]*[.!]\s+(?=\S.*\?\s*$)")
# "Is it legal to park here?": nothing is meant by "it"; "Is it easy to learn?" asks about something.
_RULE = re.compile(
    r"^(?:\w+ly )?(?:legal|illegal|lawful|unlawful|allowed|permitted|compulsory|mandatory|necessary|possible|true|common|normal|usual|likely|important|advisable|wise|acceptable|worth|right|wrong|better|best)\b (?:for \w+ )?(?:to \w+ \w+|that\b|if\b)",
    re.IGNORECASE,
)
_PERSON = {"he", "him", "his", "she", "her", "hers"}
_PLURAL = {"they", "them", "their", "theirs", "these", "those"}
_POSSESSIVE = {"its", "their", "his", "theirs"}
_SIMPLE = {"it", "its", "they", "them", "their", "he", "him", "his", "she"}


def name_pronouns(question: str, spoken: list[Mention]) -> Read:
    """The question with its first pronoun of each kind named by what was spoken of, the likeliest first in ``spoken``."""
    if not spoken:
        return Read(question)
    words = tokens(question)
    pieces: list[str] = []
    at = 0
    topics: list[str] = []
    people: list[str] = []
    named: dict[str, Mention] = {}
    earlier_here = phrases(question)
    remark = _REMARK.match(question)
    for index, word in enumerate(words):
        if remark and word.start < remark.end():
            continue
        low = word.low
        kind = _kind(low, index, words)
        if kind is None or _explained(word, kind, earlier_here, question):
            continue
        if _group(low) in named:  # "How did Boise get its name?": once named, the rest is plain
            continue
        if low == "it" and named and words[index - 1].low in _PROPOSITIONAL:
            continue
        mention = _choose(low, [m for m in spoken if m.text not in topics], question)
        if mention is None or (kind == "doer" and mention.weight < _CLEAR):
            continue
        named[_group(low)] = mention
        topics.append(mention.text)
        if low in _PERSON:
            people.append(mention.text)
        replacement, end = _wording(kind, mention, index, words, question)
        pieces.append(question[at : word.start] + replacement)
        at = end
    text = "".join(pieces) + question[at:]
    if not topics:
        return _complete_noun(question, words, spoken)
    return Read(text, tuple(topics), tuple(people))


def _explained(word: Token, kind: str, here: list[Phrase], question: str) -> bool:
    """Whether a phrase of the same question is what a pronoun means: "children in their homes", "Bonny and her piracy"."""
    if kind == "demonstrative":
        return False
    for phrase in here:
        if phrase.end > word.start or phrase.generic or not _fits(word.low, phrase):
            continue
        between = question[phrase.end : word.start]
        if _RELATIVE.fullmatch(between):
            continue  # "the tribes that they met": whoever they are, not the tribes
        if _NEXT_CLAUSE.search(between):
            return True
        if phrase.name and (kind != "pronoun" or word.low not in _OBJECTS or phrase.role != "subject"):
            return True  # but "How did Sacagawea help them?": an object is not its own subject
        if kind == "possessive" and phrase.plural and not phrase.definite:
            return True
    return False


_ORDERED = frozenset("first second third fourth fifth last next".split())
# "When did he say it?": the statement, not a thing.
_PROPOSITIONAL = frozenset("say said do did mean think know make made find happen".split())


def _group(low: str) -> str:
    return "person" if low in _PERSON else "plural" if low in _PLURAL else "thing"


def _kind(low: str, index: int, words: list[Token]) -> str | None:
    """How a word points back: ``possessive``, ``pronoun``, ``doer`` (of what may also be a noun), ``demonstrative`` (before a noun),
    ``place``; None if not.
    """
    after = words[index + 1] if index + 1 < len(words) else None
    before = words[index - 1] if index else None
    rest = " ".join(w.text for w in words[index + 1 :])
    if low == "it":
        asked = before is not None and before.low in ("is", "was", "be", "'s", "isn't", "wasn't")
        return None if _EXPLETIVE.match(rest) or (asked and _RULE.match(rest)) else "pronoun"
    if low in ("its", "their", "his"):
        return "possessive"
    if low == "her":
        return "possessive" if after and after.tag in "XF" else "pronoun"
    if low in _SIMPLE:
        return "pronoun"
    if low in ("this", "that", "these", "those"):
        if low in ("this", "that") and before and before.low in ("does", "did", "will", "would") and _acts(after):
            return "doer"  # "how much does that cost?", not "that cost"
        if before and before.low in ("do", "does", "did", "doing", "done"):
            return None  # "how often does it do this?": an act, not a thing
        if after and after.tag == "X":
            return "demonstrative" if low != "that" or (before and before.tag in "PVU") or index == 0 else None
        if low == "that" and before and (before.tag in "XN" or (before.tag == "V" and after and after.tag in "DNXP")):
            return None  # "breeds that are calm", "he said that the fund grew"
        if before and before.tag == "U" and low in ("this", "that") and (after is None or after.tag in "F.X"):
            return None  # "Is that more than in 2010?", "Is that right?": a claim, not a thing
        return "pronoun" if after is None or after.tag in ".UVPF" else None
    if (
        low in ("one", "ones")
        and before
        and (before.tag == "X" or before.low in _ORDERED)
        and before.low not in ("other", "same")
        and (after is None or after.tag in ".UVP")
    ):
        return "one"
    if (
        low == "there"
        and not (after and after.low in ("is", "are", "was", "were", "be", "'s"))
        and not (before and before.tag == "U")
    ):
        return "place"
    return None


def _acts(word: Token | None) -> bool:
    """Whether a word can be a verb in its plain form."""
    return word is not None and word.low in VERBS and not word.low.endswith(("s", "ed", "ing"))


def _fits(low: str, phrase: Phrase) -> bool:
    if low in _PERSON:
        return phrase.person
    if low in _PLURAL:
        return phrase.plural or phrase.name
    return not phrase.plural and not phrase.person


def _choose(low: str, spoken: list[Mention], question: str) -> Mention | None:
    inside = question.lower()
    best: tuple[float, Mention] | None = None
    for mention in spoken:
        if re.search(rf"\b{re.escape(mention.text.lower())}\b", inside):
            continue
        weight = mention.weight
        if low in _PERSON:
            if not mention.person:
                continue
        elif (mention.amount and (_HEADED.search(inside) or low in _PLURAL)) or (mention.measure and low in _PLURAL):
            continue
        elif low == "there":
            weight += 1.5 if mention.place else -1.5 if not mention.name else 0
        elif low in ("one", "ones") and _ONE_OF.search(inside):
            weight += 0.8 if mention.plural else -_SEVERAL
        elif low in _PLURAL:
            weight += 0.8 + (_ASKED if mention.asked else 0) if mention.plural else -0.6 if mention.name else -1.5
            weight -= 1.5 if mention.person and not mention.plural else 0
        else:
            if mention.human or (mention.measure and not _MOVES.search(inside)):
                continue
            weight -= 1.5 if mention.plural and mention.name else _SEVERAL if mention.plural else 0
            weight -= 1.2 if mention.person else 0
            if mention.amount:
                weight += (
                    1.0
                    if low in ("that", "this", "it")
                    and re.search(r"\bhow much\b|\bspen[dt]\b|\bgoes? to\b|\bof that\b", inside)
                    else -2.0
                )
        if best is None or weight > best[0]:
            best = (weight, mention)
    return best[1] if best and best[0] > _LEAST else None


# Only a body has one.
_HEADED = re.compile(
    r"\b(?:its|their) (?:\w+ )?(?:chief|director|head|chair|chairman|chairwoman|leader|boss|president|founder|staff|spokes\w+)\b"
)
_ASKED = 1.2  # "they" after "Which permits ...?" are the permits
_ONE_OF = re.compile(r"\b(?:first|second|third|fourth|fifth|last|next) ones?\b")
_SEVERAL = 3.0  # what speaks against several things for "it"
_MOVES = re.compile(
    rf"\b(?:it|this|that) (?:has |had |have )?(?:(?:go|goes|gone|went|come|came) )?{MOVED}\b|\bchang\w+\b",
    re.IGNORECASE,
)
"""What only a number or a price does: "why did it go up?"."""
_CLEAR = 1.0  # weight of what has been talked about, not merely been spoken of
# A mention less likely than this is worse than the pronoun it would stand for.
_LEAST = -4.0


def _wording(kind: str, mention: Mention, index: int, words: list[Token], question: str) -> tuple[str, int]:
    """What stands in place of the pronoun, and where the question goes on."""
    word = words[index]
    text = mention.text if mention.name or word.start else mention.text[0].upper() + mention.text[1:]
    if mention.amount:
        text = f"the {mention.text}"
    if kind == "one":
        if mention.plural and words[index - 1].low in _ORDERED:
            return f"of the {_without_article(mention.text)}", word.end
        return _without_article(mention.text), word.end
    if kind == "possessive":
        return f"{text}{chr(39) if text.endswith('s') else chr(39) + 's'}", word.end
    if kind == "place":
        return (text if words[index - 1].low in ("in", "from", "to", "at", "near") else f"in {text}"), word.end
    if kind == "demonstrative":
        noun = words[index + 1]
        last = index + 1
        while last + 1 < len(words) and words[last + 1].tag == "X":
            last += 1
        head = words[last].low
        if head in mention.text.lower().split() or head.rstrip("s") in [
            w.rstrip("s") for w in mention.text.lower().split()
        ]:
            return text, words[last].end
        lead = "The" if word.start == 0 else "the"
        return f"{lead} {_without_article(mention.text)} ", noun.start
    return text, word.end


def _without_article(text: str) -> str:
    return text[4:] if text.lower().startswith("the ") else text


def _complete_noun(question: str, words: list[Token], spoken: list[Mention]) -> Read:
    """ "What are common types?" becomes "What are common types of depression?" """
    found = phrases(question)
    if not found or any(p.name for p in found) or len(found) > 1:
        return Read(question)
    only = found[0]
    if _ACT.search(question[: only.end - len(only.text)]):
        return Read(question)  # "how much did that cost?": a verb
    bridging = (
        only.definite and question[only.start : only.start + 4].lower() == "the " and not _mentioned(only.head, spoken)
    )
    if not (only.head in RELATIONAL or bridging) or only.role in ("possessor", "of", "place"):
        return Read(question)
    if re.search(r"\b(?:my|your|our|his|her|their|its)\b", question, re.IGNORECASE):
        return Read(question)
    following = next((w for w in words if w.start >= only.end), None)
    if following is not None and following.tag not in "." and question[following.start :].rstrip(" ?") != "like":
        return Read(question)
    topic = next((m for m in spoken if not (m.amount or m.measure) and m.text.lower() not in question.lower()), None)
    if topic is not None and topic.person and only.head not in RELATIONAL:
        return Read(question)  # "the grant" is hardly Ann Poe's
    if topic is None:
        return Read(question)
    return Read(f"{question[: only.end]} of {topic.text}{question[only.end :]}", (topic.text,))


_ACT = re.compile(
    r"\b(?:do|does|did|will|would|can|could|may|might)\s+(?:that|this|it|they|he|she|we|you|i)\s*$", re.IGNORECASE
)


def _mentioned(head: str, spoken: list[Mention]) -> bool:
    return any(head in mention.text.lower().split() for mention in spoken)
