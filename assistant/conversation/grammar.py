"""The closed classes of English that a reading of a question turns on: function words, verbs, nouns that need "of"."""

from __future__ import annotations

DETERMINERS = frozenset(
    "the a an this that these those my your his her its their our some any each every no another both all either neither such".split()
)
PREPOSITIONS = frozenset(
    "of in on at for to from with by about between against into over under after before since during through within without across per as than like via towards toward around among until upon off out".split()
)
WH = frozenset("who whom whose what when where which why how".split())
AUXILIARIES = frozenset(
    "is are was were be been being am do does did has have had can could will would shall should may might must 's 're 've 'd 'll isn't aren't wasn't weren't don't doesn't didn't hasn't "
    "haven't hadn't can't couldn't won't wouldn't shouldn't cannot".split()
)
PRONOUNS = frozenset(
    "i me you we us it he him she her they them himself herself itself themselves mine yours hers theirs ours someone somebody anyone anybody everyone everybody something anything everything nothing there one ones".split()
)
CONJUNCTIONS = frozenset("and or but so because if while whether although though then nor".split())
ADVERBS = frozenset(
    "very more most less least also too just only even still already ever never now then again here ago so much many well often usually generally else instead rather quite really please actually exactly probably currently today "
    "due able unable likely unlikely supposed together apart later earlier first yes no not n't ok okay oh hi hello thanks thank interesting wow great sure".split()
)
# What "how" asks the degree of.
DEGREES = frozenset(
    "far long big large small high low old young soon fast quickly slowly late early tall wide deep heavy hot cold difficult hard easy bad good serious common likely "
    "frequent frequently close near strong effective successful".split()
)
FUNCTION = DETERMINERS | PREPOSITIONS | WH | AUXILIARIES | PRONOUNS | CONJUNCTIONS | ADVERBS

_REGULAR = (
    "accept achieve act add address affect agree aim allow announce answer appear apply approve argue arrange arrest arrive ask attract avoid ban become begin believe belong block borrow break bring build buy calculate call cancel care carry "
    "catch cause celebrate change charge check choose claim close collect come comment commit compare compete complain complete concern confirm connect consider consist consume contact contain continue contribute control convert "
    "convict cook cost cover create cure cut deal decide define deliver demand deny depend describe design destroy detect determine develop die differ disappear discover discuss do download drive drop earn eat educate employ enable end enrol "
    "ensure enter escape establish evaluate evolve examine exist expand expect explain express extend face fail fall fight file fill find finish fit fix fly follow force form found fund gain get give go govern grow handle happen have hear help hide "
    "hire hold host hunt identify imply improve include increase inform inspire install intend introduce invent invest investigate invite involve issue join keep kill know launch lead leave learn let lie like limit live look lose love make manage "
    "mean measure meet mention migrate miss move name need obtain occur offer open operate order originate own pay perform persuade place plan play pledge pose prepare prevent produce promise promote propose protect prove provide publish "
    "pursue push put qualify quit raise reach read receive recognise recognize recommend record recover reduce refer refuse register relate release remain remember remove renew rent repair repeat replace reply report represent require research "
    "respond result return reveal rise run save say see seem sell send serve set settle share show sign solve speak spend split spread stand start state stay stop store study submit succeed suffer suggest support survive take talk target teach "
    "tell tend test think threaten trace track travel treat trigger try turn understand upload use vary visit vote wait walk want warn watch wear win wish work worry write "
    "administer admit adopt advise appoint assess assist audit award benefit breach chair collapse compensate conclude construct convince criticise declare delay donate elect enforce estimate exceed "
    "exclude exempt finance fine freeze grant guarantee honour ignore impose inspect insure license licence maintain matter monitor negotiate nominate notify object obey oversee permit pollute postpone "
    "praise predict preserve prohibit prosecute protest punish purchase ratify recruit refund regulate reject renovate request rescue resign respect restore restrict retire review reward safeguard scrap "
    "sponsor subsidise sue supervise supply suspend tax trial undergo vaccinate violate welcome withdraw"
).split()
_IRREGULAR = (
    "began begun broke broken brought built bought caught chose chosen came cost cut dealt did done drove driven ate eaten fell fallen fought found flew flown got gotten gave given went gone grew grown had heard hid hidden held kept knew known laid led "
    "left lent let lay lost made meant met paid put quit ran read rose risen said saw seen sold sent set shook shown sat slept spoke spoken spent stood stole took taken taught told thought threw understood woke won wore wrote written"
).split()
# Written alike as nouns: verbs only where the grammar around them says so.
AMBIGUOUS = frozenset(
    "act aim answer attack ban block call care cause change charge check claim close comment concern control cost cover cure cut deal demand design drive drop end face fall fight file fill fit fix force form fund gain help hide hold host hunt increase issue launch lead leave lie "
    "limit live look love measure name need offer open order own pay place plan play pledge promise push raise reach read record release rent repair reply report research result return rise run save share show sign split spread stand start state stay stop store "
    "study support survive target test track travel treat trigger turn use visit vote wait walk watch wish work worry "
    "audit award benefit breach chair collapse delay estimate finance fine freeze grant guarantee honour license licence matter object permit praise protest purchase refund request rescue respect review reward scrap sponsor supply tax trial welcome".split()
)


def _forms(base: str) -> set[str]:
    forms = {base, base + "s", base + "ed", base + "ing"}
    if base.endswith("e"):
        forms |= {base + "d", base[:-1] + "ing"}
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        forms.add(base + "es")
    if base.endswith("y") and base[-2] not in "aeiou":
        forms |= {base[:-1] + "ies", base[:-1] + "ied"}
    if len(base) > 2 and base[-1] not in "aeiouwxy" and base[-2] in "aeiou" and base[-3] not in "aeiou":
        forms |= {base + base[-1] + "ed", base + base[-1] + "ing"}
    return forms


VERBS = frozenset(form for base in _REGULAR for form in _forms(base)) | frozenset(_IRREGULAR)
AMBIGUOUS_FORMS = AMBIGUOUS | frozenset(word + "s" for word in AMBIGUOUS)

# Nouns that say nothing without "of something": "What are common types?" leaves that something to the turn before.
RELATIONAL = frozenset(
    "achievements contribution contributions conditions objectives findings significance advantage advantages aim aims alternative alternatives amount amounts application applications author average background basis beginning benefit benefits boss budget cause causes chair challenge challenges characteristic characteristics chief consequence "
    "consequences cost costs criteria criticism criticisms cure cures cycle date deadline address charge fare fares length opening pension rent salary timetable venue wage wages definition difference differences director disadvantage disadvantages downside downsides drawback drawbacks duration effect effects effectiveness environmental evidence example "
    "examples feature features founder function functions goal goals head history impact impacts implication implications importance ingredients key kind kinds leader limit limitations limits location main meaning member members method methods name number "
    "origin origins outcome outcomes owner part parts percentage population price prices proportion problem problems process properties pros publisher purpose reason reasons requirement requirements result results risk risks role roles rule rules share sign signs size "
    "source sources stage stages steps structure symptom symptoms threat threats total treatment treatments trend trends type types use uses value variants version versions victims way ways winners".split()
)
# What a mention is rarely about: they name a slice of the topic, so the topic behind "of" is what "it" means.
_WHO = frozenset(
    "author boss chair chief director founder head leader member members owner publisher victims winners".split()
)
GENERIC = (RELATIONAL - _WHO) | frozenset(
    "thing things lot information detail details question questions topic people person time times year years day days month months place places word words idea ideas fact facts others example kind sort".split()
)

PLACE_WORDS = frozenset(
    "city country town region state county village island continent nation area park river mountain street north south east west".split()
)
PERSON_WORDS = frozenset(
    "man woman boy girl person king queen president minister secretary director pirate actor actress singer writer author artist scientist leader founder philosopher poet player coach wife husband father mother daughter son brother sister "
    "inventor composer painter spokesman spokeswoman chairman officer teacher doctor lady lord prince princess emperor chief executive".split()
)


def is_plural(noun: str) -> bool:
    """Whether a noun's form is plural: children, victims, bodies; not "bus", "analysis", "ss" words."""
    word = noun.lower()
    if word in {"people", "children", "men", "women", "police", "media", "data", "feet", "teeth", "mice", "staff"}:
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "ics", "news"))
