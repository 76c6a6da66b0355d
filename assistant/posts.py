"""Reads who holds which post, and tells the holder of a post in one body from the holder of the same post in another.

"Who is the chief executive of the NSPCC?" is not answered by "Javed Khan, chief executive of Barnardo's", however much the
two have in common, nor by a sentence in which the head of one body speaks of the other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from assistant.names import Name, alike, names
from assistant.text import content_terms, shared

_ROLE = (
    r"(?:chief executive(?: officer)?|chief (?:officer|constable|operating officer|nurse)|chief|(?:managing|finance|medical) director|chair(?:man|woman|person)?|director(?:[ -]general)?|head|president|commissioner|"
    r"general secretary|secretary|treasurer|manager|clerk|coordinator|principal|head ?teacher|chancellor|mayor|editor|patron|leader|boss|founder|spokes(?:man|woman|person))"
)
_OF = re.compile(rf"\b(?P<role>{_ROLE}) (?:of|at|for) (?:the )?$", re.IGNORECASE)
_BODY_FIRST = re.compile(rf"^(?:['’]s?)? (?P<role>{_ROLE})\b", re.IGNORECASE)
_TITLE = "Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Professor"
_WHO = r"([A-Z][\w’'.-]*(?: [A-Z][\w’'.-]*)+)"
_ASKED = re.compile(
    rf"\b(?:[Ww]ho(?:['’]s| is| was) {_WHO}|[Ww]hat(?:['’]s| is| was) {_WHO}['’]s? (?:current |present )?(?:job|role|position|post|title|job title)|"
    rf"(?:[Ww]hat|[Ww]hich) (?:job|role|position|post|office|title) (?:does|did|has|is) {_WHO} (?:have|hold|held|in)|"
    rf"[Ww]hat does {_WHO} do(?: for a living)?|"
    rf"(?:[Ww]hat|[Ww]hich) (?:\w+ ){{1,2}}(?:does|did|is|was) {_WHO} (?:lead|run|head|chair|direct|work for|speak for|represent|from|in charge of|leading|running|heading)|"
    rf"{_WHO}[,:]? (?:job|role|position|post|job title))(?: (?:at|in|with|within) (?:the )?[A-Z][^?]*)?\s*\??$"
)
_LEADS = r"(?:runs?|heads?|leads?|chairs?|ran|headed|led|chaired)"
_NOUN = (
    r"(?:secretary|minister|director|chief|executive|officer|head|chair(?:man|woman|person)?|president|commissioner|spokes(?:man|woman|person)|lead|"
    r"leader|manager|professor|doctor|founder|inspector|superintendent|constable|trustee|auditor|adviser|ombudsman|regulator|lecturer|researcher|"
    r"mayor|councillor|mp|judge|chancellor|campaigner|author|editor|boss|nurse|teacher|headteacher|detective|economist|coordinator)"
)
_DONE_ALONE = r"(?:wrote|written by|founded|set up|created|commissioned|published|produced|released|compiled|conducted|carried out|owns?|owned|won|designed|appointed|hosted|organised|held)"
_ASKS_HOLDER = re.compile(
    rf"\bwho (?:{_LEADS}\b|(?:first )?{_DONE_ALONE}\b|(?:is|was|are|were|became|becomes)\b.*\b{_NOUN}\b)|\b(?:what|which) \w+ (?:first )?(?:{_LEADS}|{_DONE_ALONE})\b|\b{_NOUN}(?:['’]s)? name\b|\bname of the (?:\w+ ){{0,3}}{_NOUN}\b|\b(?:written|run|led|founded|owned|chaired|headed|published|produced) by (?:who|whom|which|what)\b|\bby whom\b",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    rf"^, (?:aged \d+, |\d+, )?(?P<post>(?:the |an? |its |their |who (?:is|was|{_LEADS}) )?[^,;.]{{0,50}}?(?:\b{_NOUN}\b|(?<=who ){_LEADS})[^,;.]{{0,60}})(?=[,;.]|$)",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    rf"(?:^|[,;] |\b[Tt]he )(?P<post>[^,;.]{{0,60}}?\b{_NOUN}\b[^,;.]{{0,50}}?),? (?:(?:{_TITLE}) )?$",
    re.IGNORECASE,
)
_IS = re.compile(
    rf"^ (?:is|was|became|becomes|has been|will be) (?P<post>(?:the |an? )?[^,;.]{{0,40}}?\b{_NOUN}\b[^,;.]{{0,60}})",
    re.IGNORECASE,
)
_PASSING = re.compile(
    r"\b(?:former\w*|ex|acting|deputy|interim|previous\w*|outgoing|vice|assistant|joint|then|until|succeed\w*|replac\w*|tak(?:es|en|ing) over)\b",
    re.IGNORECASE,
)
_TWO_PEOPLE = re.compile(r"\band$|^[^,]*?\band\b(?=[^,]*\bof\b)")
_POST = re.compile(rf"\b{_NOUN}\b", re.IGNORECASE)
_ALONE = re.compile(rf"\b{_NOUN}(?: (?:of|for|at|in)\b.*)?$", re.IGNORECASE)
_POST_ASKED = re.compile(
    rf"\bwho(?:['’]s| is| was| are| were| became| becomes| will be| has been) (?:(?:currently|now|still|then) )?(?:(?:the|its|our|a|an) )?(?:[\w’'-]+['’]s? )?"
    rf"(?P<post>(?:[\w’'-]+ ){{0,4}}?{_NOUN}\b(?: (?:of|for|at) [^?,]+?)?)(?: (?:now|currently|today|at present|at the moment|these days))?\s*\??$",
    re.IGNORECASE,
)
_TAKES_UP = (
    r"(?:is|was|becomes|became|has become|will be|will become|has been|(?:(?:is|was|has been|will be) )?(?:appointed|named|made|elected)|"
    r"(?:takes|took|taking) (?:over|up|office)(?: from [^,;.]{3,40}?)? as|succeed(?:s|ed|ing) [^,;.]{3,40}? as|replac(?:es|ed|ing) [^,;.]{3,40}? as|"
    r"starts as|started as|joins as|joined as|serves as)"
)
_PERSON_FIRST = re.compile(
    rf"^(?:,(?: [^,;.]{{1,60}},)?(?: who)?| \((?:the )?)?(?: ?(?:now|also|since))?(?: {_TAKES_UP})?(?: (?:the|a|an|its|their|our|new|current|[\w’'-]+['’]s?))*\s*$",
    re.IGNORECASE,
)
_POST_FIRST = re.compile(rf"^,? (?:(?:{_TITLE})\.? )?$|^ (?:is|was|will be) $")
_LEAVES = re.compile(
    r"^(?:,[^.;]{1,80},|,)? (?:(?:has|had|is to|will|to) )?"
    r"(?:(?:ste(?:p|ps|pped) down|st(?:and|ands|ood) down|resign(?:s|ed)?|retire(?:s|d)?)\b|"
    r"(?:quit|le(?:ave|aves|ft)) (?:as|from|her post|his post|the post|the job|office)\b)",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"^[^.;:]{0,60}?\b(?:succeed(?:s|ed|ing)?|replac(?:e|es|ed|ing)|t(?:ake|akes|ook|aken|aking) over(?: [\w’'-]+){0,6}? from|"
    rf"follow(?:s|ed|ing)?) (?:(?:{_TITLE})\.? )?$",
    re.IGNORECASE,
)
_SAME_POST = 0.5  # share of the shorter one's content terms


def whose(question: str) -> str | None:
    """The person whose post the question asks for ("Who is Ann Poe?", "What is Ann Poe's job?"); None where it asks for none."""
    asked = _ASKED.search(question)
    found = next((group for group in asked.groups() if group), None) if asked else None
    if found is None or alone(found):
        return None
    return re.sub(r"^(\S+ \S.*) [A-Z]{2,}$", r"\1", found)


def asks_holder(question: str) -> bool:
    """Whether the question asks for what one alone holds or does ("Who chairs the board?", "Who wrote the report?")."""
    return bool(_ASKS_HOLDER.search(question))


def post_asked(question: str) -> str | None:
    """The post of several words whose holder the question asks for ("National Attendance Adviser"); None where it asks for none."""
    found = _POST_ASKED.search(question)
    return found["post"].strip() if found and " " in found["post"].strip() else None


def holds(person: str, post: str, sentence: str) -> bool:
    """Whether a sentence gives a post, in the very words, to a person: beside the name, or by a verb between them."""
    for name in re.finditer(re.escape(person), sentence):
        for held in re.finditer(rf"\b{re.escape(post)}\b", sentence, re.IGNORECASE):
            if held.start() >= name.end() and _PERSON_FIRST.match(sentence[name.end() : held.start()]):
                return True
            if held.end() <= name.start() and _POST_FIRST.match(sentence[held.end() : name.start()]):
                return True
    return False


def held_by(question: str, sentence: str) -> str | None:
    """The person, as written, to whom a sentence gives the post that the question asks the holder of; None where it gives it to none."""
    asked = [role for role, _, _ in _posts(question)] if asks_holder(question) else []
    if whole := post_asked(question):
        asked.append(whole)
    people = _people(sentence) if asked else []
    return next((name.text for name in people if any(holds(name.text, post, sentence) for post in asked)), None)


def followed(sentence: str) -> list[tuple[str, str]]:
    """The people of whom a sentence says that one followed the other in a post: the new one and the one before."""
    people = pairwise(_people(sentence))
    return [(new.text, old.text) for new, old in people if _FOLLOWS.match(sentence[new.end : old.start])]


def alone(name: str) -> bool:
    """Whether a name is a post without its holder: "Director of Threat Leadership", "Home Secretary"."""
    return bool(_ALONE.search(name))


def spoken_of(question: str, sentence: str) -> bool:
    """Whether a sentence has the post that the question asks about only as the owner of something: "the minister's speech"."""
    asked = {found.group().casefold() for found in _POST.finditer(question)}
    held = [found for found in _POST.finditer(sentence) if found.group().casefold() in asked]
    return bool(held) and all(sentence[found.end() :].startswith(("'s", "’s", "' ", "’ ")) for found in held)


def post_of(person: str, sentence: str) -> str | None:
    """The post that a sentence gives to a person, as written beside the name; None where it gives none.

    A former, acting or deputy post is given only with that word.
    """
    person = re.sub(rf"^(?:{_TITLE})\.? ", "", person)
    last = re.escape(person.split()[-1])
    for found in re.finditer(rf"{re.escape(person)}\b|\b(?:{_TITLE})\.? {last}\b", sentence):
        before, after = sentence[: found.start()], sentence[found.end() :]
        post = _AFTER_NAME.match(after) or _IS.match(after) or _BEFORE_NAME.search(before)
        if post and not _TWO_PEOPLE.search(post["post"]):
            return re.sub(r"^[Tt]he ", "", post["post"].strip())
    return None


def passing(text: str, post: Collection[str] | None = None) -> bool:
    """Whether a text tells of a post that is not simply held: a former, acting or deputy one.

    Args:
        post: content terms of the post, one of which must come after the word and before the next mark; None where the text is a post.
    """
    for found in _PASSING.finditer(text):
        if post is None or set(content_terms(re.split(r"[,;:.]", text[found.end() :])[0])) & set(post):
            return True
    return False


def same_post(one: str, other: str) -> bool:
    """Whether two descriptions can be of one post: the same body where both name one, else words in common."""
    mine, theirs = _bodies(one), _bodies(other)
    if mine and theirs:
        return any(alike(a, b) for a in mine for b in theirs)
    a, b = (set(content_terms(text)) for text in (one, other))
    return not a or not b or shared(a, b) > _SAME_POST


def _bodies(post: str) -> list[str]:
    """The bodies that a description of a post names."""
    found = names(f"a {post}")
    return [n.text for n in found if n.kind == "acronym" or (n.kind in ("body", "") and " " in n.text)]


def held_elsewhere(question: str, sentence: str) -> list[str]:
    """The post that the question asks about, as typed, where the sentence names its like in other bodies only."""
    found = []
    for _, written, body in _posts(question):
        held = [other for _, _, other in _posts(sentence)]
        if held and not any(alike(body, other) for other in held):
            found.append(written)
    return found


def gives_holder(question: str, sentence: str, around: Collection[str] = ()) -> bool:
    """Whether a sentence has the very post in the very body that the question asks the holder of, beside somebody's name.

    Args:
        around: content terms that stand around the sentence; a body among them need not be named again with the post.
    """
    people = _people(sentence) if asks_holder(question) else []
    if not people:
        return False
    held = list(_posts(sentence)) if passing(sentence) == passing(question) else []
    for role, _, body in _posts(question):
        if any(role.casefold() == other.casefold() and alike(body, elsewhere) for other, _, elsewhere in held):
            return True
        if set(content_terms(body)) <= set(around) and any(holds(name.text, role, sentence) for name in people):
            return True
    return False


def left(sentence: str) -> list[str]:
    """The people of whom a sentence says that they gave up a post."""
    return [name.text for name in _people(sentence) if _LEAVES.match(sentence[name.end :])]


def _posts(text: str) -> Iterator[tuple[str, str, str]]:
    """Each post of a body that is named in full: the role, the words of the post, and the body's name."""
    for name in names(text):
        opening = _OF.search(text[: name.start])
        following = _BODY_FIRST.match(text[name.end :])
        if opening:
            yield opening["role"], text[opening.start() : name.end], name.text
        elif following and not _is_person(name):
            yield following["role"], text[name.start : name.end + following.end()], name.text


def _is_person(name: Name) -> bool:
    return name.kind in ("person", "role")


def _people(sentence: str) -> list[Name]:
    """The names of people in a sentence, in order."""
    return [name for name in names(sentence) if _is_person(name)]
