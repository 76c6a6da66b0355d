"""The vocabulary of the guardrails: regular expressions for people, acts and ways of asking, over folded clauses."""

from __future__ import annotations

import re


def gap(most: int) -> str:
    """Up to ``most`` words between two parts of a rule, never across a sentence."""
    return rf"(?: [\w,]+){{0,{most}}}? "


# --- people --------------------------------------------------------------------------------------------------------

AGED = r"(?:\d{1,2} year olds?)"
YOUNG = r"(?:(?:(?<!\d)[1-9]|1[0-7]) year olds?)"
CHILD = (
    rf"(?:child(?:ren)?|kids?|kiddies|boys?|girls?|bab(?:y|ies)|toddlers?|infants?|teens?|teen ?agers?|minors?|underaged?|under 1\ds?"
    rf"|(?:very )?(?:young|little) (?:person|people|ones?)|youngsters?|school ?(?:girls?|boys?|children|kids?)|pre ?teens?|{YOUNG}|pupils?"
    r"|(?:step|grand|god)?(?:daughters?|sons?|child(?:ren)?)|nieces?|nephews?|(?:little|younger|baby) (?:sister|brother|cousin)s?)"
)
FAMILY = (
    r"(?:dad|father|mum|mother|parents?|brothers?|sisters?|siblings?|(?:step|half|foster|grand)(?:dad|father|mum|mother|brother|sister|pa|parents?)"
    r"|gran ?dad|grandma|granpa|uncle|aunt(?:ie|y)?|gran(?:ny)?|nan|cousins?|husband|wife|partner|boyfriend|girlfriend|bf|gf|ex|fiance|family)"
)
CARER = r"(?:friends?|mates?|neighbours?|neighbor|teacher|coach|tutor|students?|patients?|clients?|carers?|nanny|babysitter|childminder|priest|vicar|imam|colleague|flatmate|lodger|landlord|lads?|lass|scouts?)"
CIRCLE = rf"(?:{FAMILY}|{CHILD}|{CARER})"
OWN_CIRCLE = (
    rf"\b(?:(?:my|our)(?: own| best| \d\d?){{0,2}}(?: \w+)?(?: \w+)? {CIRCLE}|mums? new \w+|one of (?:my|our|the) {CIRCLE}|{CIRCLE} of (?:mine|ours)"
    rf"|(?:{CIRCLE}|man|bloke|woman|guy|couple|family|people) (?:next door|upstairs|downstairs|below|above us|(?:across|over|down|up) the (?:road|street|hall|corridor))"
    rf"|{CIRCLE} i (?:teach|foster|know|look after|care for|work with|support|coach|mentor)"
    rf"|{CIRCLE} (?:in|from|at|on) (?:my|our|the) (?:class|school gate|school|year \d+|form|tutor group|team|club|youth club|hostel|home|care|flat(?: below| above)?|house|street|road|estate|building|ward|caseload|park)"
    rf"|(?:the|our) neighbours?)\b"
)
ADULT = r"(?:someone|somebody|(?:an? |this |the |some )?(?:\w+ ){0,2}(?:man|men|guy|bloke|stranger|lad|woman|person|adult|boyfriend)|he|she|they)"

# --- acts against a person -------------------------------------------------------------------------------------------

SEVERE = (
    r"(?:abus(?:e|es|ed|ing)|rap(?:e|es|ed|ing)|molest\w*|groom(?:s|ed|ing)?|traffick(?:s|ed|ing)|sexual\w*|assault(?:s|ed|ing)?|exploit(?:s|ed|ing)|pimp(?:s|ed|ing)|interfer(?:es|ed|ing) with"
    r"|blackmail(?:s|ed|ing)?|tortur\w+|beats|beating|beaten|slap(?:s|ped|ping)|punch(?:es|ed|ing)|smack(?:s|ed|ing)|kicks|kicking|strangl\w+|chok(?:es|ing)|grop(?:es|ed|ing)|undress\w*|bruises?d?|cigarette burns?"
    r"|neglect(?:s|ed|ing)?|starv(?:es|ed|ing)|locked (?:in|up|out)|in danger|unsafe|at risk|flashing|self harm\w*|violent|drug gang|gang|county lines|passed around|forced to (?:marry|have|do)|be(?:ing)? married"
    r"|(?:hand|hands) (?:down|up|in)|private parts|privates|rude things|pregnant by|screams|screaming|naked|nudes?|porn)"
)
ROUGH = (
    r"(?:touch(?:es|ed|ing)|hit|hits|hitting|beat|hurt|hurts|hurting|harm(?:s|ed|ing)|shak(?:es|ing)|shook|throw(?:s|n|ing)|threw|injur(?:y|ies|ed|es|ing)|injur(?:y|ies|ed|es|ing)|threat\w*|kiss(?:es|ed|ing)|burn(?:s|ed|t|ing)|drag(?:s|ged|ging)|crying"
    r"|forc(?:es|ed|ing)|lock(?:s|ed)|kill(?:s|ed|ing)?|frightened|scared|terrified|afraid|missing|taken abroad|left alone|(?:leaves?|left|leaving)(?: \w+){0,4} (?:alone|own|days|overnight)"
    r"|(?:made|makes?|making) (?:me|him|her|them|us|my \w+) |do(?:es|ing)? (?:\w+ )?(?:things|stuff|something|it)(?: \w+)? to|did (?:\w+ )?(?:things|stuff|something|it|this)? ?to|done to|does to|doing to"
    r"|will not stop|wont stop|comes? (?:in|into)|weird with|hungry|filthy|not to tell|if i tell|into his (?:van|car|house)|into a (?:van|car)|going to meet (?:him|her|up)|meet(?:ing)? (?:him|her) (?:alone|tonight|in person))"
)
NUDE = (
    r"(?:nudes?|naked|undress\w*|strip|topless|(?:pics?|photos?|pictures?|videos?|selfies?) of (?:me|my|him|his|her)|sexual (?:\w+ )?(?:images?|pictures?|videos?|messages?|photos?)|privates|private parts|porn"
    r"|dick ?pics?|web ?cam|on camera|(?:my|more|for|send|a) (?:\w+ )?(?:pics?|photos?|pictures?|videos?|nudes)|filmed)"
)

# --- abuse material ------------------------------------------------------------------------------------------------

MEDIA = r"(?:images?|pics?|pix|pictures?|photos?|photographs?|videos?|vids?|clips?|films?|footage|content|material|stuff|streams?|drawings?|porn\w*)"
_ANY_CHILD = rf"(?:child(?:ren)?|kids?|boys?|girls?|toddlers?|bab(?:y|ies)|teens?|teen ?agers?|minors?|underaged?|under 1\ds?|school ?(?:girls?|boys?|children|kids?)|pre ?teens?|{YOUNG})"
_CODED = rf"(?:underaged?|minors|pre ?teens?|(?:very )?(?:young|little) (?:boys?|girls?|kids?|children|teens?)|teen girls?|under 1\ds?|{YOUNG})"
ABUSE_MEDIA = (
    rf"(?:{CHILD} (?:sexual |sex )?(?:abuse|exploitation) (?:\w+ )?(?:{MEDIA}|sites?|websites?|pages?)|{CHILD} (?:porn\w*|erotica|nudes?)|(?:child|kiddie|kiddy|kid|underage|teen) (?:sex|erotica)"
    rf"|(?:underage|pre ?teen) {MEDIA}|(?:abuse|abusive) (?:sites?|websites?|forums?|channels?)|(?:indecent|illegal|abuse|abusive|explicit) (?:\w+ )?(?:{MEDIA})(?:(?: \w+){{0,3}} {_ANY_CHILD})?"
    rf"|(?:sexual|sexy|naked|nude|erotic|topless|dirty) (?:\w+ )?(?:{MEDIA}|story|stories|fiction|deepfakes?)(?: \w+){{0,3}} {CHILD}|{MEDIA} (?:of|with|showing)(?: (?!my\b|our\b)\w+){{0,2}} {_CODED}|{MEDIA} of (?:\w+ )?(?:child|sexual)(?: sexual)? abuse"
    rf"|(?:naked|nude|undressed|topless)(?: (?!my\b)\w+){{0,5}} {_ANY_CHILD}|{CHILD}(?: \w+)? being (?:sexually )?(?:abused|raped)"
    r"|lolitas?|jail ?bait|csam|csem|live (?:stream\w*|web ?cam)(?: \w+){0,2} abuse|cp(?= on\b| in\b| for\b| from\b|$| \.))"
)
"""Names of abuse material that mean nothing else."""
CHILD_MEDIA = rf"(?:{ABUSE_MEDIA}|(?:kids?|child) {MEDIA}|{MEDIA} (?:of|with|showing|about)(?: (?!my\b|our\b)\w+){{0,3}} {_ANY_CHILD})"
"""Any pictures of children: nothing by itself, but not beside shame or secrecy."""
SECRECY = (
    r"(?:without (?:(?:their|her|his|the|any|my) \w+|being|getting|anyone|parents|police|moderators?)|(?:not|never|being|getting|get) (?:get )?(?:caught|flagged|traced|detected|noticed)|secretly|in secret|(?:keep|have) (?:\w+ ){0,2}secret"
    r"|anonymously|so (?:that )?(?:the )?(?:police|parents|nobody|no one|they|moderators)|from (?:the )?(?:police|parents)|before (?:the )?police)"
)
GUARD = (
    r"(?:filters?|block ?lists?|blocking|hash\w*(?: match\w*)?|photo ?dna|image match\w*|age (?:verification|checks?|limits?|gates?)|moderat\w+|detection|classifiers?|scan(?:s|ners?|ning)"
    r"|iwf|ceop|police|safe ?search|parental controls?|safety features?|monitoring)"
)

# --- what shows that it is a question after all ------------------------------------------------------------------------

INFORMATION = re.compile(
    r"\b(?:according to|documents?|reports?(?= (?:say|on|that the|find|found)|\b(?! (?:it|him|her|that|this|a|my|the man)))|strateg(?:y|ies)|guidance|polic(?:y|ies)|legislation|the law|legal|figures?|statistics|stats|data|percentage"
    r"|proportion|share of|how many|how much|definition|defined?|research|stud(?:y|ies)|speech|speeches|briefing|summary|overview|information|details?|facts?|examples?|budget|fund(?:s|ing|ed)|offences?|sentences?|penalt(?:y|ies)"
    r"|quotes?|inquiry|minister|secretary|government|case study|novel|book|article|paragraph|passages?|evidence|benefits?|allowance|eligible|entitled|insurance|licen[cs]e|claim|submission|training|charit(?:y|ies)|constituent|prime|mp"
    r"|question is|stock|leaflet|poster|copyright|consent form)\b"
)
PROTECTING = re.compile(
    r"\b(?:report|reporting|protect\w*|prevent\w*|support\w*|advice|tackle|combat|reduce|safeguard\w*|remove[ds]?|removing|removal|taken down|take down|deleted from|blocked|get help|help (?:for|with|a|my|the)|keep (?:\w+ )?safe"
    r"|stop (?:\w+ ){0,3}(?:being|getting|from|people|offenders|abusers|men|adults|sharing|them|images|abuse|child|it)|understand|teach (?:my|our|children|pupils)|talk to (?:my|our) \w+(?: \w+)? about|spot|recognise|signs)\b"
)
REMORSE = re.compile(
    r"\b(?:stop (?:myself|looking|watching|viewing|downloading|doing|being|having|wanting|thinking)|(?:want|need|trying|how|like|love) to stop(?! the| \w+ (?:detect|find|flag|see|from)\w*)|(?:can|could) not stop|need (?:some )?help(?! \w+ing)|want (?:some )?help"
    r"|(?:get|find) (?:some )?help|therapy|ashamed|hate myself|regret|disgust(?:s|ed|ing)|feel (?:sick|terrible|awful|guilty|bad)|addict\w*|scared i|control my)\b"
)
