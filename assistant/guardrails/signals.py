"""Turns a message into what it is: a child at risk, a worry about one's own behaviour, a request for abuse, or a question.

No list of sentences. Each rule joins *who speaks or whom it is about* ("my neighbour", "a pupil told me", "i", a man
online), *an act* (abuse, a blow, a demand for pictures, looking at them, hiding them) and *how it is said* (stated or
asked, "help", "without being caught"). A question about what documents, figures or the law say is a question,
whatever words are in it: the asking ("tell me how many", "my manager wants to know") is taken off before the rules
look for a speaker, and third parties ("offenders", "schools", "a professional") are never the asker's own circle.

"How do offenders hide images?" is a question; "how do I hide them?", "how to hide them" and "where do people trade
them?" are requests. "How do I stop looking?" is a worry, "how do I stop the police from finding them?" a request.

Keeps and logs nothing.
"""

from __future__ import annotations

import re
from enum import StrEnum

from assistant.guardrails.folding import clauses
from assistant.guardrails.lexicon import (
    ABUSE_MEDIA,
    ADULT,
    CARER,
    CHILD,
    CHILD_MEDIA,
    CIRCLE,
    FAMILY,
    GUARD,
    INFORMATION,
    NUDE,
    OWN_CIRCLE,
    PROTECTING,
    REMORSE,
    ROUGH,
    SECRECY,
    SEVERE,
    YOUNG,
    gap,
)


class Signal(StrEnum):
    """What a message is, where it is more than a question."""

    AT_RISK = "at_risk"
    OWN_BEHAVIOUR = "own_behaviour"
    ABUSE_REQUEST = "abuse_request"


def signal(message: str) -> Signal | None:
    """What the message is, or None for a question like any other."""
    said = [_without_asking(clause) for clause in clauses(message)]
    whole = " . ".join(said)
    if not REMORSE.search(whole) and any(_requests(clause) for clause in said):
        return Signal.ABUSE_REQUEST
    if any(_own_behaviour(clause) for clause in said) or _OWN_ACROSS.search(whole):
        return Signal.OWN_BEHAVIOUR
    if any(_at_risk(clause, whole) for clause in said):
        return Signal.AT_RISK
    return None


def traits(message: str) -> tuple[float, ...]:
    """What the rules see in a message, each 0 or 1: how it is said, who is in it, what is done, what is asked for."""
    said = [_without_asking(clause) for clause in clauses(message)]
    whole = " . ".join(said)
    asked = [_ASKED.match(clause) is not None for clause in said]
    seen = [pattern.search(whole) is not None for pattern in _TRAITS]
    return tuple(map(float, (all(asked), not all(asked), *seen, signal(message) is not None)))


def _any(*sources: str) -> re.Pattern[str]:
    return re.compile("|".join(sources))


# --- taking off the asking -------------------------------------------------------------------------------------------

_WORKPLACE = (
    r"(?:line manager|manager|boss|team leader|team lead|team|department|director|minister|head|organisation|office|council|local authority|authority|colleagues?"
    r"|supervisor|chair|board|mp|constituents?)"
)
_FRAMES = (
    re.compile(r"^(?:(?:so|and|ok|okay|hi|hello|please|well|but|also|now|thanks|thank you|sorry) ,? ?)+"),
    re.compile(r"^i (?:am|work as) an? (?:\w+ )?(?:social worker|teacher|nurse|doctor|gp|officer|researcher|student|adviser|advisor|analyst|civil servant|journalist|youth worker|councillor|head)\b ?(?:,|and|who)? ?"),
    re.compile(
        r"^(?:(?:can|could|would|will) you (?:please )?(?:tell|show|give|explain|remind|send|find|help)(?: to)?(?: me| us)?(?= (?:what|how many|how much|who|when|which|whether|where|why|the|about|how the|if|more|find the|understand))"
        r"|(?:tell|show|give|remind|find|send|help) (?:me|us) (?=(?:about|what|how many|how much|who|when|which|whether|understand|the (?!way|address|link|url)))"
        r"|(?:i|we) (?:(?:would|do|will|have|am|was|are|been|just|really|also|need|want|like|love|trying|looking|hoping|asked|to|wish) )+(?:know|find out|understand|learn|see how|check|cite|look up|for (?:figures|statistics|data|information|numbers))\b"
        r"|(?:i|we) (?:need|want|would like) (?:a |the |some )?(?:summary|figures|number|list|quote|information|overview|data)"
        r"|(?:i|we) (?:am|are) (?:writing|preparing|drafting|researching|reading|working on|interested in|curious about|wondering)|(?:my|our) (?:question|team) (?:is|supports?)"
        rf"|(?:my|our) {_WORKPLACE}(?: \w+)? (?:asked|asks|wants?|needs?|thinks?|says?|said|would like)(?: me| us)?(?: to)?(?: know| find out| the)?) ?,? ?"
    ),
)  # fmt: skip
# Thinking and seeing: "i" is the witness, and the story is what follows.
_THINKING = re.compile(
    r"^(?:i|we) (?:(?!not\b|never\b)\w+ ){0,2}?(?P<verb>think|believe|read|understand|gather|know|guess|remember|thought|suspect|see|saw|seen|hear|heard|overheard|found|caught|noticed|witnessed|worry|worried|concerned)(?: that| out| about| for)? "
    r"|^(?P<bare>think|suspect|worried|concerned)(?: that| about)? "
)
_WITNESSING = frozenset(
    "suspect see saw seen hear heard overheard found caught noticed witnessed worry worried concerned think know".split()
)


def _without_asking(clause: str) -> str:
    """The clause without its frame, so that "i", "me" and "my manager" in it are no longer people of the story."""
    for frame in _FRAMES:
        clause = frame.sub("", clause)
    return clause.strip()


# --- requests for abuse ----------------------------------------------------------------------------------------------

_HOW = (
    r"(?:how (?:do|can|could|would|should|might)(?: i| you| one| someone)|how to|how 2|how (?:do|can) we(?= (?:hide|groom|evade))|(?:tell|show|teach) me how(?: to| i can)?|(?:teach|help) me to|help me(?= \w+)|need help(?= \w+ing)"
    r"|(?:\w+ )?(?:way|ways|steps|tips|tricks|method|methods|guide) (?:to|for|on)|(?:best|easiest|safest)(?: \w+)? (?:to|for)|explain how to|i (?:want|need|would like|am trying|plan|like) to|can you|could you|will you"
    r"|(?:what|which)(?: \w+){0,4} (?:can|do|should|could) i(?: use to)?)"
)
_SEEKING = (
    r"(?:^(?:please |just |now |ignore (?:\w+ ){1,4}and )*(?:show|give|send|sell|find|get|make|generate|draw|write|create|produce|render|link|list|tell|describe for)(?: me| us)?\b|\b(?:i am |anyone )?(?:looking|searching) for\b"
    r"|^(?:got |are there |is there |)(?:any|some)\b|\blinks? to\b|^download\b|^buy\b|\bwhere (?:can|could|do|would|to)(?: i| you| people| they| one)?\b"
    r"|\b(?:which|what)(?: \w+){0,3} (?:sites?|websites?|apps?|channels?|forums?|groups?|terms?|keywords?|words|servers?|vpn|browser|lie|line) (?:(?:is|are|do|can|should)(?: i| you| people| best| good)*(?: use| for| to)*|have|has|find|share|sell|show|get|stream|offer|to))"
)
_CATCH = r"(?:groom|seduce|lure|entice|trick|blackmail|coerce|molest|rape|have sex with|sleep with|manipulate|sextort|pose as|persuad\w+|convince|get|make)"
_HUNT = r"(?:groom|seduce|lure|entice|trick|blackmail|coerce|molest|rape|sextort|pose as|pretend to be)"
_SEXUAL_END = r"(?:sex\w*|nudes?|naked|undress|strip|topless|web ?cam|pics|photos|pictures|kiss|touching|home with me|alone|underage|trust me|noticing|finding out|knowing)"
_EVADE = r"(?:hid(?:e|ing)|conceal(?:ing)?|evad(?:e|ing)|avoid(?:ing)?|bypass(?:ing)?|dodge|beat|cheat|fool|defeat|trick|get (?:round|around|past|away with)|circumvent|disguise|mask|disable|turn off|encrypt(?:ing)?|delete|wipe|erase|destroy|scrub|get rid of)"
_THIRD_PARTY = re.compile(
    r"^(?:\w+ ){0,3}?(?:how|why|when|where|what|which|who)(?: \w+){0,3} (?:do|does|did|can|could|are|is|was|were|will|should) (?:the |some |most |many |uk )?(?:offenders?|abusers?|groomers?|paedophiles?|pedophile|criminals?|perpetrators?|police|companies|firms|schools?|parents"
    r"|platforms?|it|a child|children|young people|officers?|forces|moderators|teachers|experts|researchers|we)\b|^what (?:is|are|was|were)(?: being)? done"
)
_NEUTRAL_AIM = re.compile(
    r"\b(?:find out|get (?:help|support|advice|a copy|the (?:data|report))|(?:my|our|his|her) (?:own )?(?:child|son|daughter|kids|children) (?:off|removed|taken))\b"
)

_MATERIAL = re.compile(rf"\b{ABUSE_MEDIA}\b")
_ASKS_FOR_MATERIAL = _any(
    rf"\b{_HOW} (?:\w+ly )?(?:find|get|download|buy|see|watch|view|access|obtain|search|look|stream|collect|trade|swap|share|send|sell|distribute|upload|post|make|create|generate|produce|draw|render|write|film|store|keep|save|hide|disguise|encrypt\w*)\b{gap(6)}{ABUSE_MEDIA}\b",
    rf"{_SEEKING}(?: \w+)*? {ABUSE_MEDIA}\b",
    rf"{_SEEKING}{gap(5)}(?:underage|young|little) (?:girls?|boys?|kids?|teens?|children)\b",
    rf"\bi can (?:share|find|hide|watch|download)\b{gap(3)}{CHILD_MEDIA}\b",
    rf"(?:\b{_HOW}|{_SEEKING}).*\b{CHILD_MEDIA}\b.*\b{SECRECY}",
)
_ASKS_FOR_CHILD = _any(
    rf"\b{_HOW} (?:\w+ly )?{_HUNT}\b{gap(5)}{CHILD}\b",
    rf"(?:\b{_HOW}|{_SEEKING})(?: \w+)*? {CHILD}\b(?: \w+)*? (?:{SECRECY}|(?:to|for|about|in) (?:\w+ ){{0,3}}{_SEXUAL_END}|so (?:she|he|they) (?:will|ll)\b)",
    rf"\b{_HOW}{gap(3)}(?:meet|find|chat to|talk to|date) (?:underage|little|young|pre ?teen){gap(1)}(?:girls?|boys?|kids?|children|teens?|ones?)\b",
    rf"\bwhat (?:should|do|can|could) i (?:say|write|tell|send|text)\b{gap(3)}{CHILD}\b(?: \w+)*? {_SEXUAL_END}\b",
    rf"\b(?:have sex|sleep|be intimate|do things)\b{gap(2)}with{gap(2)}{CHILD}\b|{CHILD} to have sex with\b",
    rf"\b{_HOW}{gap(2)}{SECRECY}{gap(4)}{CHILD}\b|\b{_HOW} (?:\w+ly )?avoid (?:being |getting )?(?:caught|detected|traced)\b(?: \w+)*? {CHILD}\b",
    rf"\b{_HOW} (?:get|be|have|take) (?:my |a |the )?(?:\w+ )?{CHILD} alone\b",
)
_ASKS_ROUND_GUARD = _any(
    rf"\b{_HOW} (?:\w+ly )?{_EVADE}\b{gap(4)}{GUARD}\b",
    rf"\b{_HOW} (?:\w+ly )?{_EVADE}\b{gap(6)}{ABUSE_MEDIA}\b",
    rf"\b{_HOW} (?:\w+ly )?{_EVADE}\b(?: \w+)*? (?:police|caught|recover|trace|evidence)\b(?: \w+)*? {CHILD}\b",
    rf"\b{_HOW} (?:\w+ly )?(?:stop|prevent|keep)(?: the)? {GUARD}\b{gap(2)}(?:from )?(?:detect|find|flag|match|see|catch|scan|know|recogni)\w*",
    rf"{_SEEKING}(?: \w+)*? (?:get|gets|go|slip) (?:round|around|past|through)\b{gap(3)}{GUARD}\b",
    rf"\b{_HOW} (?:\w+ly )?(?:get (?:access )?to|access|visit|open|reach|view|unblock|get on(?:to)?)\b{gap(5)}(?:iwf|police|isp|provider|filter)\b{gap(3)}block\w*",
)
_STOPS_GUARD = re.compile(rf"\b(?:stop|prevent|keep)(?: the)? {GUARD}\b")


def _requests(clause: str) -> bool:
    if INFORMATION.search(clause) or _THIRD_PARTY.match(clause) or _NEUTRAL_AIM.search(clause):
        return False
    if _ASKS_ROUND_GUARD.search(clause):
        return not PROTECTING.search(clause) or _STOPS_GUARD.search(clause) is not None or "blocked" in clause
    return (_ASKS_FOR_MATERIAL.search(clause) or _ASKS_FOR_CHILD.search(clause)) is not None and not PROTECTING.search(
        clause
    )


# --- worries about one's own behaviour ---------------------------------------------------------------------------------

_CONSUME = (
    r"(?:look(?:s|ed|ing)?(?: at| for)?|watch(?:es|ed|ing)?|view(?:s|ed|ing)?|download(?:s|ed|ing)?|shar(?:e|ed|ing)|sen[dt]|sending|collect(?:s|ed|ing)?|stor(?:e|ed|ing)|sav(?:e|ed|ing)|masturbat\w+|addict\w*(?: to)?|saw|seen|got"
    r"|have|bought|swapp?(?:ed|ing)|going back to|problem with|paid|paying|into|caught|arrested|charged|possess\w*)"
)
_DRAWN = (
    r"(?:attract\w*|arous\w*|turned on|turns me on|fanc(?:y|ied)|lust\w*|sexual\w*|romantic (?:thoughts?|feelings?|interest)|urges?|fantas(?:y|ies|ise|ising)|masturbat\w+|(?:keep having|having|intrusive|own|bad|these|dirty) thoughts|thoughts about touching"
    r"|talk(?:ing|ed) dirty|(?:a|get a) kick)"
)
_DO = r"(?:abuse[d]?|abusing|molest(?:ed|ing)?|touch(?:ed|ing)?(?! on\b| upon\b)|raped?|hurt(?:ing)?|groom(?:ed|ing)?|harm(?:ed|ing)?|assaulted|interfered with|(?:do|done|did) something(?: \w+)?(?: to| with)|acted on|act on)"
_IS = r"(?:a |an |some kind of |turning into a |becoming a )?(?:\w+ )?(?:p(?:a)?edo\w*|nonce|child abuser|child molester|hebephile)"
_VICTIM = r"(?:my (?:\w+ )?(?:cousin|sister|brother|stepsister|stepbrother)|" + CHILD + ")"
_NOT_KNOWING = r"(?! (?:know|think|suspect|saw|heard|overheard|teach|foster|found|read|mentor|support|am worried|have just seen|have seen)\b)"
_SUBJECT_OTHER = re.compile(
    rf"\b(?:told me|says|said|made me|makes me|making me|asks me|asked me|sent me|touche[sd] me|he|she|they|someone|{ADULT[3:-1]})\b.*\b(?:me|my|i)\b"
)

_OWN = _any(
    rf"\b(?:i|my(?= (?:own |sexual |romantic |attraction|urges?|thoughts|feelings|interest))|myself)\b{_NOT_KNOWING}{gap(8)}{_DRAWN}\b{gap(7)}{CHILD}\b",
    rf"\bi\b{_NOT_KNOWING}{gap(6)}{_CONSUME}\b(?! (?:after|forward|up)\b){gap(5)}{CHILD}\b{gap(4)}sexual",
    rf"\bi\b{_NOT_KNOWING}{gap(7)}{_CONSUME}\b(?! (?:after|forward|up)\b){gap(5)}{ABUSE_MEDIA}\b",
    rf"\bstop (?:myself )?{_CONSUME}\b{gap(4)}{CHILD_MEDIA}\b",
    rf"\bi (?:keep|masturbat\w+|was arrested|have been arrested|am ashamed)\b{gap(6)}{CHILD_MEDIA}\b",
    rf"\bi am{gap(2)}{_IS}\b|\bam i {_IS}\b|\bi (?:might|may|could) be {_IS}\b|\b(?:my|our) (?:\w+ ){{0,2}}{CIRCLE} (?:is|might be|may be|could be) {_IS}\b",
    rf"\bi (?:have |had |once |did |used to |might |may |could |will |would |am going to |want to |ll |am scared i |nearly |almost |ever )*{_DO}\b{gap(4)}{_VICTIM}\b",
    rf"\bi (?:might|may|could|will|ll|am going to|want to) (?:do|hurt|abuse)\b(?: something)?{gap(2)}to{gap(2)}{CHILD}\b",
    rf"\bmy (?:own )?(?:sexual )?(?:behaviou?r|viewing|attraction|urges|desires|feelings)\b{gap(8)}(?:{CHILD}|under \d\d)\b",
    rf"\bi\b{gap(5)}(?:sen[dt]|sending|talk(?:ed|ing)|chatt?(?:ed|ing)?|messag(?:ed|ing)|sext(?:ed|ing))\b{gap(4)}(?:sexual\w*|sext\w*|nudes?|naked|explicit|dirty){gap(5)}{CHILD}\b",
    rf"\bi (?:have|am|was|keep)(?: been)?{gap(2)}(?:talking|chatting|messaging|speaking|sexting)(?: \w+)? (?:to|with){gap(2)}(?:{YOUNG}|underage|kids|children|young (?:girls|boys)){gap(8)}(?:stop|help)",
    r"\bi (?:have|got|have got) (?:\w+ )?illegal (?:pics|pictures|images|photos|videos|files)\b|\bmy (?:searches|viewing|porn)\b(?: \w+){0,4} (?:illegal|extreme|worse)\b",
    rf"\b(?:my|our) (?:\w+ ){{0,2}}{CIRCLE}\b{gap(5)}{_CONSUME}\b{gap(4)}(?:{ABUSE_MEDIA}|indecent images)\b(?!.* of (?:me|him|her)\b)",
    rf"\b(?:my|our) (?:\w+ )?{CIRCLE}\b{gap(5)}(?:sexually )?(?:attracted|attraction) to{gap(2)}{CHILD}\b",
)
_OWN_ACROSS = re.compile(
    rf"\b(?:what|things|stuff|everything|porn) i (?:was|have been|am|keep) (?:watching|looking at|viewing|downloading)\b.*\b(?:{CHILD}|illegal|indecent)\b"
    rf"|\bmy (?:porn|viewing|watching|searches)\b.*\b(?:extreme|escalat\w+|out of control|illegal)\b.*\b(?:{CHILD}|stop|help)\b"
)
_PATIENT = _any(rf"\b(?:{SEVERE}|{ROUGH})(?: \w+)? (?:me|us)\b", r"\b(?:to|at|with) me\b", r"\bsent me\b")


def _own_behaviour(clause: str) -> bool:
    return _OWN.search(clause) is not None and not INFORMATION.search(clause) and not _PATIENT.search(clause)


# --- a child at risk ---------------------------------------------------------------------------------------------------

_CRY = re.compile(
    r"^(?:(?:please|hi|hello|omg|so) ,? ?)*(?:(?:what|who|where) (?:should|do|can|could|must) (?:i|we) (?:do|say|call|tell|contact|ring|phone|go|report)(?: (?:to|about|it|this))*|how (?:do|can|should) (?:i|we) (?:help(?: \w+)?|report (?:that|it|someone|my))"
    r"|should (?:i|we) (?:call|ring|tell|report|contact)(?: \w+){0,3}|(?:can|could) (?:you|someone|anyone) (?:please )?help(?: me| us)?|i need (?:some )?help|i need to report(?: that)?|help(?: me| us)?|(?:somebody|someone) (?:needs to |please )?help)\b ?,? ?(?:if |because |that |with )?"
)
_ASKED = re.compile(
    r"^(?:(?:in|on|at|of|for|by|to|from|with|under|since|during) (?:the )?(?:\w+ ){0,4}?)?"
    r"(?:who|whom|whose|what|when|where|which|why|how|is|are|was|were|do|does|did|has|have|had|can|could|should|would|will|may|must|might|tell|show|give|find|list|explain|summarise|summarize|describe|compare|name|define)\b"
)
_REPORTED = re.compile(
    r"\b(?:did|does|do|has|have|had)\b.*\b(?:say|said|tell|told|claim|claimed|announce|happened|happen|show|find)\b|\b(?:say|says|said|told|tells|claims?|claimed)\b.*\b(?:she|he|they|his|her)\b"
)
_DENIED = re.compile(rf"\b(?:not|never|no) (?:\w+ )?(?:{SEVERE}|abusive)\b")
_MINE = re.compile(r"\b(?:my|i am|i was|i have been|he|she|they)\b")
_ME = re.compile(r"\b(?:i|me|us)\b")
_PERSON = rf"\b(?:{FAMILY}|{CHILD}|{CARER}|he|she|they|someone|somebody|man|men|stranger|people)\b"
_SEVERE = re.compile(rf"\b{SEVERE}\b")
_HARM = re.compile(rf"\b(?:{SEVERE}|{ROUGH})")
_OWN_PEOPLE = re.compile(OWN_CIRCLE)
_SPECIFIC = re.compile(
    rf"^(?:there (?:is|are) )?(?:a|an|the|this|that|one|two|some|somebody|someone|there|she|he|they)\b(?: \w+){{0,5}}? ?\b(?:{CHILD}|{FAMILY}|{CARER}|man|men|bloke|guy|woman|person|she|he|they)\b(?=.*\b(?:is|has|was|keeps?|trying|being|says?|are|told|want|wants|going|\w+ing|{SEVERE})\b)"
    rf"|^(?:she|he|they)\b|\b(?:is|are|being|keeps?)\b.*\bright now\b"
)
_SELF_HARM = re.compile(
    r"\b(?:want|wanted|need|going) to (?:die|kill myself|end (?:it all|my life))|\bkill myself\b|\bend my life\b|\bi am suicidal\b|\bhurting myself\b|\bcut(?:ting)? myself\b"
)
_SELF_HARMS = re.compile(
    rf"\bi (?:have |am |was |been |keep |had |still |also |do |did |started |cannot |want to |stop )*self harm(?:ed|ing)?\b"
    rf"|(?:{OWN_CIRCLE}|\b(?:he|she)\b)(?: s)?{gap(4)}self harm(?:s|ed|ing)?\b|^self harm(?:s|ed|ing)?$"
)
"""Self-harm of somebody near: what schools, staff and figures say of it is asked like anything else."""
_SOLICITED = re.compile(
    rf"\b{ADULT}\b{gap(6)}(?:wants?|wanted|ask(?:s|ed|ing)|keeps?|send|sends|sending|sent|shar(?:e|es|ed|ing)|post|posts|got|has|have|film(?:s|ed|ing)|pressur\w+|beg\w*|threat\w*|filmed|unless)\b{gap(6)}(?:{NUDE}|it to)"
)
_TO_ME = _any(
    rf"{_PERSON}.*\b(?:{ROUGH}|{SEVERE})(?: \w+){{0,2}} ?(?:me|us)\b",
    rf"\b(?:{SEVERE}|{ROUGH}) ?(?:me|us)\b.*{_PERSON}",
    rf"\bi (?:am|was|have been|got|get|keep getting|had been|been|am getting|am still)(?: \w+){{0,2}} {SEVERE}\b",
    r"\b(?:touch(?:ed|ing)|abus(?:ed|ing)|rap(?:ed|ing)|made|makes|making|forced|forces|forcing) me\b",
    rf"{_PERSON}.*\b(?:(?:do|does|did|done|doing|things|stuff)(?: \w+){{0,3}} to me|my (?:room|bed|bedroom|shower|pants|body)|in the (?:bathroom|shower)|what he does|not to tell)\b",
    r"\b(?:not|never) (?:feel )?safe (?:at home|here|with|in my)\b|\b(?:scared|frightened|afraid|terrified) (?:to go home|of (?:my|him|her|going home)|at home|because of (?:my|him|her))\b",
    r"\bi am (?:a child|only \d{1,2})\b|\bleaves? us\b|\bif i tell\b",
)  # fmt: skip
_YOUNG_ME = re.compile(
    r"\bi am (?:only )?(?:[1-9]|1[0-7])\b(?! \w*(?:percent|minutes|years into))|\bat the age of \d\b|\bwhen i was (?:\d|1[0-7]|little|small|young|a child|a kid)\b"
)
_YOUNG_PERSON = re.compile(rf"\b{CHILD}\b|\b(?:she|he) is (?:only )?(?:[1-9]|1[0-7])\b")
_YOUNG_RISK = re.compile(rf"\b(?:{SEVERE}|{ROUGH}|{NUDE}|man|men|meet|pregnant|sleep with|sex|drugs|adult)\b")
_ADULT_RISK = re.compile(
    rf"\b(?:messaging|talking to|chatting|meeting|met|meet|missing with|run off with|gone off with|asking|following)\b{gap(6)}(?:man|men|guy|bloke|stranger|adult|someone)\b"
    rf"|\b(?:man|men|guy|bloke|stranger|adult)\b{gap(5)}(?:asking|messaging|meet|wants?|approach\w*)|\bapproached by\b|\bpregnan\w+\b.*\b(?:uncle|boyfriend|teacher|dad|father|brother|stepdad)\b|\bsomething is going on\b"
)


def _at_risk(clause: str, whole: str) -> bool:
    cry = _CRY.match(clause)
    story = clause[cry.end() :] if cry else clause
    thinking = _THINKING.match(story)
    story = story[thinking.end() :] if thinking else story
    witness = cry is not None or (thinking is not None and (thinking["verb"] or thinking["bare"]) in _WITNESSING)
    if _SELF_HARM.search(clause):
        return True
    if INFORMATION.search(story) or _DENIED.search(story):
        return False
    if _SELF_HARMS.search(story):
        return True
    asked = _ASKED.match(story) is not None
    if asked and (_REPORTED.search(story) or PROTECTING.search(story)):
        return False
    about_me = _TO_ME.search(story) is not None
    if about_me and (not asked or _MINE.search(story)):
        return True
    if asked and not cry:
        return _OWN_NOW.search(story) is not None
    if _YOUNG_ME.search(whole) and _YOUNG_RISK.search(whole):
        return True
    own = _OWN_PEOPLE.search(story) is not None
    young = _YOUNG_PERSON.search(story) is not None
    if (own or _ME.search(story) or re.search(r"\bmy\b", story) or young) and _SOLICITED.search(story):
        return True
    if own and (_HARM.search(story) or _ADULT_RISK.search(story)):
        return True
    if re.search(r"\b(?:told|tells|disclosed to|confided in) (?:me|us)\b", clause) and (_HARM.search(clause)):
        return True
    return (young or witness) and _SPECIFIC.search(story) is not None and _HARM.search(story) is not None


_OWN_NOW = re.compile(
    rf"{OWN_CIRCLE}(?: \w+){{0,3}} (?:is|are|was|has|have|keeps?|gets?|got|for|says?)(?: \w+){{0,3}} (?:{SEVERE}|{ROUGH})"
)
_TRAITS = (
    re.compile(r"\b(?:i|me|myself)\b"),
    re.compile(r"\b(?:my|our|us|we)\b"),
    re.compile(r"\b(?:he|she|him|her|they|someone|man|bloke)\b"),
    _OWN_PEOPLE,
    _YOUNG_PERSON,
    _SEVERE,
    _HARM,
    INFORMATION,
    PROTECTING,
    REMORSE,
    _MATERIAL,
    re.compile(rf"\b{_HOW}"),
    re.compile(_SEEKING),
    _THIRD_PARTY,
)
