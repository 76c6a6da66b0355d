"""Reads who holds which post in a sentence, who left one and who followed whom."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise

from assistant.names import alike, names
from assistant.posts.asked import PostAsked
from assistant.posts.roles import LEADS, NOUN, POST, TITLE, alone, named, passing, people
from assistant.text import content_terms, shared

_AFTER_NAME = re.compile(
    rf"^, (?:aged \d+, |\d+, )?(?P<post>(?:the |an? |its |their |who (?:is|was|{LEADS}) )?[^,;.]{{0,50}}?(?:\b{NOUN}\b|(?<=who ){LEADS})[^,;.]{{0,60}})(?=[,;.]|$)",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(
    rf"(?:^|[,;] |\b[Tt]he )(?P<post>[^,;.]{{0,60}}?\b{NOUN}\b[^,;.]{{0,50}}?),? (?:(?:{TITLE}) )?$",
    re.IGNORECASE,
)
_IS = re.compile(
    rf"^ (?:is|was|became|becomes|has been|will be) (?P<post>(?:the |an? )?[^,;.]{{0,40}}?\b{NOUN}\b[^,;.]{{0,60}})",
    re.IGNORECASE,
)
_TWO_PEOPLE = re.compile(r"\band$|^[^,]*?\band\b(?=[^,]*\bof\b)")
_TAKES_UP = (
    r"(?:is|was|becomes|became|has become|will be|will become|has been|(?:(?:is|was|has been|will be) )?(?:appointed|named|made|elected)|"
    r"(?:takes|took|taking) (?:over|up|office)(?: from [^,;.]{3,40}?)? as|succeed(?:s|ed|ing) [^,;.]{3,40}? as|replac(?:es|ed|ing) [^,;.]{3,40}? as|"
    r"starts as|started as|joins as|joined as|serves as)"
)
_PERSON_FIRST = re.compile(
    rf"^(?:,(?: [^,;.]{{1,60}},)?(?: who)?| \((?:the )?)?(?: ?(?:now|also|since))?(?: {_TAKES_UP})?(?: (?:the|a|an|its|their|our|new|current|[\w’'-]+['’]s?))*\s*$",
    re.IGNORECASE,
)
_POST_FIRST = re.compile(rf"^,? (?:(?:{TITLE})\.? )?$|^ (?:is|was|will be) $")
_LEAVES = re.compile(
    r"^(?:,[^.;]{1,80},|,)? (?:(?:has|had|is to|will|to) )?"
    r"(?:(?:ste(?:p|ps|pped) down|st(?:and|ands|ood) down|resign(?:s|ed)?|retire(?:s|d)?)\b|"
    r"(?:quit|le(?:ave|aves|ft)) (?:as|from|her post|his post|the post|the job|office|to (?:join|become|be|head|lead|run|take|work))\b)",
    re.IGNORECASE,
)
_SAID_GOODBYE = re.compile(
    r"\b(?:(?:s(?:ay|ays|aid|aying)|b(?:id|ids|ade)|wav(?:e|es|ed)) (?:goodbye|farewell)|farewell) to [^.;:]{0,60}$",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"^[^.;:]{0,60}?\b(?:succeed(?:s|ed|ing)?|replac(?:e|es|ed|ing)|t(?:ake|akes|ook|aken|aking) over(?: [\w’'-]+){0,6}? from|"
    rf"follow(?:s|ed|ing)?) (?:(?:{TITLE})\.? )?$",
    re.IGNORECASE,
)
_FOLLOWED_BY = re.compile(
    rf"^[^.;:]{{0,80}}?\b(?:(?:is|was|has been|will be|to be) )?(?:succeeded|replaced|followed) (?:in \w+ )?by (?:(?:the|a|an|its|their|our|former) )*(?:[a-z][\w-]* ){{0,4}}(?:(?:{TITLE})\.? )?$"
)
_SIGNED = re.compile(
    rf"^(?P<name>(?:(?:{TITLE})\.? )?[A-Z][\w’'-]+(?: [A-Z][\w’'.-]*){{1,2}}?)[ \n]+(?=(?:[A-Z][\w’'-]* ){{0,2}}(?i:{NOUN})\b(?: (?:of|for|at|to)\b[^.;:!?]{{2,60}})?$)"
)
"""A signature, name and post on lines of their own: "Ann Poe, Director of Housing" but for the comma."""
_FORMAL = re.compile(
    r"(?P<kind>(?:(?!chief|head|managing)[\w’'-]+ )+?)(?:secretary|minister|director|officer|"
    r"commissioner|president|inspector|superintendent|constable|manager|adviser|ombudsman|mayor|chancellor|coordinator)(?: (?:of|for|at) .*)?",
    re.IGNORECASE,
)
"""A post told from its like by words before it: "prime minister"."""
_OF_WHAT = re.compile(rf"(?:.*\b)?(?P<post>{NOUN}) (?:of|for) (?P<what>[^,;.]+)", re.IGNORECASE)
_BODIES = frozenset(
    content_terms(
        "agency association authority board body centre charity club commission committee company council department foundation fund government group home "
        "hospital hub inquiry inspectorate organisation partnership programme project school scheme service society team trust unit university"
    )
)
"""What a body is called for short: "the head of the trust"."""
_ANY = frozenset(content_terms("new current present lead main senior top first overall"))
"""Words before a post that do not tell which it is."""
_IN_CHARGE = re.compile(rf"who {LEADS}\b", re.IGNORECASE)
_SAME_POST = 0.5  # share of the shorter one's content terms


def signed(sentence: str) -> str | None:
    """The name in a signature, with its title; None for any other sentence."""
    found = _SIGNED.match(sentence)
    return found["name"] if found else None


def holds(person: str, post: str, sentence: str) -> bool:
    """Whether a sentence gives a post, in the very words, to a person: beside the name, or by a verb between them."""
    for name in re.finditer(re.escape(person), sentence):
        for held in re.finditer(rf"\b{re.escape(post)}\b", sentence, re.IGNORECASE):
            if held.start() >= name.end() and _PERSON_FIRST.match(sentence[name.end() : held.start()]):
                return True
            if held.end() <= name.start() and _POST_FIRST.match(sentence[held.end() : name.start()]):
                return True
    return False


def held_by(post: PostAsked, sentence: str) -> str | None:
    """The person, as written, to whom a sentence gives the post that the question asks the holder of; None where it gives it to none."""
    sentence = _SIGNED.sub(r"\g<name>, ", sentence)
    wanted = [found.role for found in post.named] if post.holder else []
    if post.post:
        wanted.append(post.post)
    present = people(sentence) if wanted else []
    return next((name.text for name in present if any(holds(name.text, role, sentence) for role in wanted)), None)


def followed(sentence: str) -> list[tuple[str, str]]:
    """The people of whom a sentence says that one followed the other in a post: the new one and the one before."""
    found = []
    for one, other in pairwise(people(sentence)):
        between = sentence[one.end : other.start]
        if _FOLLOWS.match(between):
            found.append((one.text, other.text))
        elif _FOLLOWED_BY.match(between):
            found.append((other.text, one.text))
    return found


def spoken_of(post: PostAsked, sentence: str) -> bool:
    """Whether a sentence has the post that the question asks about only as the owner of something: "the minister's speech"."""
    held = [found for found in POST.finditer(sentence) if found.group().casefold() in post.words]
    return bool(held) and all(sentence[found.end() :].startswith(("'s", "’s", "' ", "’ ")) for found in held)


def post_of(person: str, sentence: str) -> str | None:
    """The post that a sentence gives to a person, as written beside the name; None where it gives none.

    A former, acting or deputy post is given only with that word.
    """
    person = re.sub(rf"^(?:{TITLE})\.? ", "", person)
    last = re.escape(person.split()[-1])
    for found in re.finditer(rf"{re.escape(person)}\b|\b(?:{TITLE})\.? {last}\b", sentence):
        before, after = sentence[: found.start()], sentence[found.end() :]
        post = _AFTER_NAME.match(after) or _IS.match(after) or _BEFORE_NAME.search(before)
        if post and not _TWO_PEOPLE.search(post["post"]):
            return re.sub(r"^[Tt]he ", "", post["post"].strip())
    return None


def same_post(one: str, other: str) -> bool:
    """Whether two descriptions can be of one post: the same body where both name one, else words in common."""
    mine, theirs = _bodies(one), _bodies(other)
    if mine and theirs:
        return any(alike(a, b) for a in mine for b in theirs)
    if _IN_CHARGE.match(one) and _IN_CHARGE.match(other):
        return True  # "who leads the team", "who led the study"
    a, b = (set(content_terms(text)) for text in (one, other))
    return not a or not b or shared(a, b) > _SAME_POST


def _bodies(post: str) -> list[str]:
    """The bodies that a description of a post names."""
    found = names(f"a {post}")
    return [n.text for n in found if n.kind == "acronym" or (n.kind in ("body", "") and " " in n.text)]


def held_elsewhere(post: PostAsked, sentence: str) -> list[str]:
    """The post that the question asks about, as typed, where the sentence names its like in other bodies only."""
    bodies = [found.body for found in named(sentence)] if post.named else []
    return [found.written for found in post.named if bodies and not any(alike(found.body, other) for other in bodies)]


def of_another_kind(post: PostAsked, sentence: str, around: Collection[str]) -> list[str]:
    """The post that the question asks about, as typed, where nothing around the sentence has the words that tell it from its like
    (the "prime" of a prime minister), or all people of the sentence are deputies and others who do not simply hold it.

    Args:
        around: content terms of the sentence and of what stands around it.
    """
    if not post.holder or post.passing:
        return []
    kind = _FORMAL.fullmatch(post.post or "")
    tells = set(content_terms(kind["kind"])).difference(_ANY) if kind else set()
    if post.post and tells and not tells & set(around):
        return [post.post]
    present = [name for name in people(sentence) if not alone(name.text)] if post.words else []
    of = _OF_WHAT.fullmatch(post.post or "")
    given = [post_of(name.text, sentence) for name in present]
    held = [role for role in given if role and any(word in role.casefold() for word in post.words)]
    if present and len(held) == len(present) and all(passing(role) or _of_another(of, role) for role in held):
        return [post.post] if post.post else sorted(post.words)
    return []


def _of_another(asked: re.Match[str] | None, held: str) -> bool:
    """Whether a post is the same but of something else: "director of finance", asked for the director of housing."""
    told = _OF_WHAT.search(held)
    if asked is None or told is None or asked["post"].casefold() != told["post"].casefold():
        return False
    mine, theirs = set(content_terms(asked["what"])), set(content_terms(told["what"]))
    return not (mine <= _BODIES or mine & theirs or alike(asked["what"], told["what"]))


def gives_holder(post: PostAsked, sentence: str, around: Collection[str] = ()) -> bool:
    """Whether a sentence has the very post in the very body that the question asks the holder of, beside somebody's name.

    Args:
        around: content terms that stand around the sentence; a body among them need not be named again with the post.
    """
    sentence = _SIGNED.sub(r"\g<name>, ", sentence)
    present = people(sentence) if post.holder and post.named else []
    if not present:
        return False
    held = list(named(sentence)) if passing(sentence) == post.passing else []
    for wanted in post.named:
        if any(_same_role(wanted.role, other.role) and alike(wanted.body, other.body) for other in held):
            return True
        if set(content_terms(wanted.body)) <= set(around) and any(
            holds(name.text, role, sentence) for name in present for role in _also_called(wanted.role)
        ):
            return True
    return False


_ALSO_CALLED = (
    ("head", "headteacher", "head teacher", "principal"),
    ("chief executive", "chief executive officer", "ceo"),
    ("chair", "chairman", "chairwoman", "chairperson"),
)


def _also_called(role: str) -> tuple[str, ...]:
    """The words for a post."""
    return next((group for group in _ALSO_CALLED if role.casefold() in group), (role,))


def _same_role(one: str, other: str) -> bool:
    return one.casefold() == other.casefold() or other.casefold() in _also_called(one)


def left(sentence: str) -> list[str]:
    """The people of whom a sentence says that they gave up a post."""
    return [
        name.text
        for name in people(sentence)
        if _LEAVES.match(sentence[name.end :]) or _SAID_GOODBYE.search(sentence[: name.start])
    ]
