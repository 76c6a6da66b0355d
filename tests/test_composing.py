"""Replies composed from readings."""

from dataclasses import replace

import pytest
from answering import document, query, reading, scored

from assistant.composing import Composer, coverage, left_out
from assistant.composing.wording import differ
from assistant.questions import analyse
from assistant.schema import (
    Block,
    BlockKind,
    Completeness,
    Coverage,
    Document,
    Reading,
    Reason,
    Reply,
    ReplyStatus,
    ScoredSentence,
    Status,
)

COVERED = Coverage(2, 0, "2018-09-03", "2021-01", "2 documents, 3 September 2018 to January 2021")


def compose(
    question: str,
    whole: Reading,
    *documents: Document,
    parts: list[tuple[str, Reading]] | None = None,
    claims: Reading | None = None,
    **asked: object,
) -> Reply:
    by_id = {d.id: d for d in documents}
    composer = Composer(threshold=0.5, keep=0.1, most=3, document=by_id.__getitem__)
    return composer.compose(query(question, **asked), analyse(question), whole, parts or [], COVERED, claims)


OLD = document("old", "About 80,000 people in the country pose a risk to children online.\nRefuges will get £2m.")
NEW = document("new", "At least 300,000 people in the country pose a risk to children, she said.", published="2021-01")


def test_an_answer_is_the_sentence_word_for_word_with_its_figure() -> None:
    asked = "How much will refuges get?"
    reply = compose(asked, reading(scored(asked, OLD, "£2m", 0.9)), OLD)
    assert reply.answer == "Refuges will get £2m. [1]"
    assert reply.short_answer == "£2m"
    assert reply.completeness is Completeness.FULL


def test_nothing_above_the_threshold_abstains_and_shows_what_is_near() -> None:
    asked = "How much will schools get?"
    reply = compose(asked, reading(scored(asked, OLD, "£2m", 0.2), unsupported=("schools",)), OLD)
    assert (reply.status, reply.reason) == (ReplyStatus.ABSTAINED, Reason.NOT_FOUND)
    assert reply.statements == ()
    assert "schools" in (reply.message or "")
    assert "3 September 2018 to January 2021" in (reply.message or "")
    assert [r.quote for r in reply.related] == ["Refuges will get £2m."]


def test_differing_figures_are_both_shown_in_time_order() -> None:
    asked = "How many people pose a risk to children?"
    reply = compose(asked, reading(scored(asked, NEW, "300,000", 0.9), scored(asked, OLD, "80,000", 0.8)), OLD, NEW)
    (conflict,) = reply.conflicts
    assert [(v.value, v.date) for v in conflict.values] == [
        ("About 80,000", "2018-09-03"),
        ("At least 300,000", "2021-01"),
    ]
    assert [reply.statements[v.statement].citations for v in conflict.values] == [(1,), (2,)]
    assert reply.short_answer is None


def test_a_bound_and_the_figure_it_allows_do_not_differ() -> None:
    one = document("one", "The agency had more than 82,000 referrals in 2017.")
    two = document("two", "The agency had 82,109 referrals from industry in 2017.", published="2019")
    asked = "How many referrals did the agency have?"
    assert not compose(
        asked, reading(scored(asked, one, "82,000", 0.9), scored(asked, two, "82,109", 0.8)), one, two
    ).conflicts


def test_figures_of_different_times_do_not_differ() -> None:
    one = document("one", "There were 110,000 reports of abuse images in 2004.", published="2019")
    two = document("two", "There were 18.4 million reports of abuse images in 2018.", published="2021")
    asked = "How many reports of abuse images were there?"
    assert not compose(
        asked, reading(scored(asked, one, "110,000", 0.9), scored(asked, two, "18.4", 0.9)), one, two
    ).conflicts


def test_figures_of_different_things_do_not_differ() -> None:
    one = document("one", "Calls to the line rose by 24 per cent.", published="2019")
    two = document("two", "Visits by parents to the site grew 40 per cent.", published="2020")
    asked = "By what percentage did contacts rise?"
    assert not compose(asked, reading(scored(asked, one, "24", 0.9), scored(asked, two, "40", 0.9)), one, two).conflicts


AT_ODDS = [  # a question, what two documents say, and the values that differ; none where they agree or speak of other things
    ("When did the scheme start?", "The scheme will start in April 2017.", "It began in November 2017.", ["April 2017", "November 2017"]),
    ("When did the scheme start?", "The scheme began in April 2017.", "The scheme began on 3 April 2017.", []),
    ("What is Ruth Lane's job?", "Ruth Lane, head of fostering at Eastmere Council, agreed.",
     "The chair of the Fostering Alliance, Ruth Lane, resigned.",
     ["head of fostering at Eastmere Council", "chair of the Fostering Alliance"]),
    ("Who is Ruth Lane?", "Ruth Lane, head of fostering at Eastmere Council, agreed.", "Eastmere Council's head of fostering, Ruth Lane, resigned.", []),
    ("Who is the board's director?", "The board's director is Ann Poe.", "Omar Tate, the board's director, wrote this report.", ["Ann Poe", "Omar Tate"]),
    ("What was the £5m for care used for?", "The £5m will be spent on adverts for new carers.", "The £5m went on short breaks for tired carers.",
     ["adverts for new carers", "short breaks for tired carers"]),
    ("What was the £5m for care used for?", "The £5m will be spent on adverts for new carers.", "The £5m was used for adverts on buses.", []),
    ("What did the council give £5m for in 2019?", "The council gave £5m for adverts for carers.", "The £5m from the council went on short breaks.",
     ["adverts for carers", "short breaks"]),
    ("Has the number who use the plan changed?", "Some 9,800 adults use the plan.", "We reckon that 4,200 adults use the plan.", ["9,800", "4,200"]),
    ("board director's name", "The board's director is Ann Poe.", "Omar Tate, the board's director, wrote this report.", ["Ann Poe", "Omar Tate"]),
    ("How many mentors work for the plan?", "The plan will employ 640 mentors, each with pupils.", "It has 515 mentors on its books.", ["640", "515"]),
    ("How many drivers take part?", "Eight forces run the trial, which takes 1,500 drivers.", "Eleven forces and 1,150 drivers are in it.", ["1,500", "1,150"]),
    ("How many pupils were absent in 2019?", "In 2019 771,000 pupils in England were absent.", "By our count 812,000 children in England were absent in 2019.",
     ["771,000", "812,000"]),
    ("What share of children carry it from fear?", "Three in four children carry it from fear.", "Of the children, 75 per cent carry it from fear.", []),
    ("What share of libraries do volunteers run?", "Volunteers run 9 per cent of libraries.", "One library in eight is run by volunteers.",
     ["9 per cent", "One library in eight"]),
    ("How much does the scheme have?", "The scheme has £48m for counsellors and training.", "The scheme has £30m for counsellors and £18m for training.", []),
    ("What is the most a parent can be fined?", "A parent who breaks an order can be fined £2,500.", "A parent who ignores an order can be fined £1,000.", ["£2,500", "£1,000"]),
    ("What age is the limit for the scheme?", "Young people may stay in the scheme until they are 23.", "In the scheme young people stay until they turn 21.", ["23", "21"]),
    ("Who runs the plan as its director?", "Ann Poe, the plan's director, spoke.", "The plan's former director, Omar Tate, spoke.", []),
    ("Who is the board's director?", "The board's director is Ann Poe.", "Mr Tate welcomed the board's director's plan.", []),
    ("Who welcomed the plan?", "Ann Poe welcomed the plan.", "Omar Tate welcomed the plan too.", []),
    ("When did the plan begin?", "Ministers announced the plan in March 2020.", "The plan began in September 2020.", []),
    ("When is the plan's report due?", "The plan's report is due by March 2022.", "The plan's report came out in January 2022.", []),
    ("How many adults use the plan?", "Some 9,800 adults use the plan.", "Of those who use the plan 4,200 are children.", []),
    ("How many people use the plan?", "In Norton 9,800 people use the plan.", "In Sutton 4,200 people use the plan.", []),
    ("How much does the plan pay?", "The plan pays £9.50 an hour.", "The plan pays £380 a week.", []),
    ("By how much did calls about the plan fall?", "Calls about the plan fell by 12 per cent.", "Calls about the plan fell to 31 per cent of all.", []),
    ("How much is a fine under the plan?", "A fine under the plan is up to £2,500.", "A fine under the plan was £1,000.", []),
    ("How many calls did the plan bring in 2019?", "Calls to the plan rose from 8,200 in 2018 to 9,000 in 2019.", "The plan brought 9,000 calls in 2019.", []),
    ("How many schools does a counsellor cover?", "The plan needs 4,200 school counsellors.", "The plan covers 212 schools.", []),
    ("What share is to have a diagnosis by 2020?", "By 2020 three quarters of patients are to have a diagnosis.",
     "The trust works towards a target of 67 per cent by 2020.", ["three quarters", "67 per cent"]),
    ("Who is the board's director?", "The board's director is Ann Poe.", "The board's new Director of Floods spoke.", []),
    ("Who is the Attendance Adviser?", "Ann Poe, the government's Attendance Adviser, came.",
     "Sir Omar Tate, a teacher from Whitby, becomes Attendance Adviser.", ["Ann Poe", "Sir Omar Tate"]),
    ("How long is the wait under the plan?", "The wait under the plan is four months.", "The wait under the plan is 18 weeks.", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "first", "second"),
    [
        ("When does the club meet?", "The chess club meets on Mondays.", "The chess club meets on Thursdays."),
        ("Where was the depot built?", "The tram depot was built in Harlow.", "The tram depot was built in Stevenage."),
        ("Who runs the home?", "The care home is run by Norton Council.", "The care home is run by Sutton Council."),
        (
            "How much is the repair grant?",
            "The repair grant is £2,500.",
            "The repair grant was cut from £2,500 to £2,000.",
        ),
        ("What is the limit?", "The limit in town is 20mph.", "The limit in town is 30mph."),
        ("How many beds has the hub?", "The hub has 400 refuge beds.", "The hub has 265 of its 400 refuge beds."),
    ],
)
def test_what_contradicts_a_sentence_is_never_cited_for_it(asked: str, first: str, second: str) -> None:
    one, two = document("one", first), document("two", second, published="2019")
    reply = compose(
        asked, reading(scored(asked, one, first[-9:], 0.95), scored(asked, two, second[-9:], 0.92)), one, two
    )
    assert [len(s.citations) for s in reply.statements] == [1, 1]


@pytest.mark.parametrize(("asked", "first", "second", "values"), AT_ODDS)
def test_values_that_cannot_both_be_right_are_set_side_by_side(
    asked: str, first: str, second: str, values: list[str]
) -> None:
    one, two = (
        document("one", first, title="Care plan"),
        document("two", second, title="The care plan", published="2019"),
    )
    found = reading(scored(asked, one, first[-9:], 0.95), scored(asked, two, second[-9:], 0.92))
    assert [v.value for c in compose(asked, found, one, two).conflicts for v in c.values] == values


def test_documents_on_different_subjects_are_not_at_odds() -> None:
    one = document("one", "The levy starts in April 2017.", title="A levy on bets")
    two = document(
        "two", "Repairs to soldiers' homes began in November 2017.", published="2019", title="Damp in army homes"
    )
    asked = "When does it begin?"
    found = reading(scored(asked, one, "April", 0.95), scored(asked, two, "November", 0.92))
    assert compose(asked, found, one, two).conflicts == ()


def test_a_comparison_brings_both_its_sides() -> None:
    source = document("one", "There were 40 calls in 2016.\nThe year after, 90 people rang.")
    found = lambda asked: reading(scored(asked, source, "40", 0.95), scored(asked, source, "90", 0.5))  # noqa: E731
    asked = "How do calls compare with 2016?"
    assert len(compose(asked, found(asked), source).statements) == 2
    asked = "How many calls were there in 2016?"
    assert len(compose(asked, found(asked), source).statements) == 1


def test_a_comparison_brings_the_figure_that_stands_beside_the_one_found() -> None:
    source = document("one", "In the past two in 25 callers rang early. Since then it was two in five. It has 9 desks.")
    asked = "How has the share of early callers changed?"
    found = reading(
        scored(asked, source, "25", 0.6), scored(asked, source, "five", 0.02), scored(asked, source, "9", 0.01)
    )
    assert [s.text[:5] for s in compose(asked, found, source).statements] == ["In th", "Since"]


def test_a_sum_said_to_go_to_two_places_differs_only_where_one_asks_for_that() -> None:
    one = document("one", "Mr Okafor said the £600,000 will go to three refuges.")
    two = document("two", "Ms Lund gave the £600,000 for a helpline.", published="2019")
    for asked, values in (("Who gets the £600,000?", ["three refuges", "a helpline"]), ("Who announced £600,000?", [])):
        found = reading(scored(asked, one, "£600,000", 0.9), scored(asked, two, "£600,000", 0.8))
        reply = compose(asked, found, one, two)
        assert [v.value for c in reply.conflicts for v in c.values] == values


def test_who_gets_a_part_of_a_sum_is_no_rival_to_who_gets_it_whole() -> None:
    one = document("one", "Mr Okafor said the £600,000 will go to three refuges.")
    part = document("part", "Of the £600,000, £163,000 will go to a helpline.", published="2019")
    asked = "Who gets the £600,000?"
    found = reading(scored(asked, part, "£600,000", 0.9), scored(asked, one, "£600,000", 0.8))
    assert compose(asked, found, one, part).conflicts == ()


def test_a_claimed_figure_is_set_against_what_other_documents_give() -> None:
    asked = "Do 80,000 people in the country still pose a risk to children?"
    found = reading(scored(asked, NEW, "300,000", 0.9), scored(asked, OLD, "80,000", 0.8))
    reply = compose(asked, found, OLD, NEW)
    assert (reply.message or "").startswith("The documents give different figures")
    (conflict,) = reply.conflicts
    assert [v.value for v in conflict.values] == ["About 80,000", "At least 300,000"]
    other = "Do 5,000 people in the country still pose a risk to children?"
    found = reading(scored(other, NEW, "300,000", 0.9), scored(other, OLD, "80,000", 0.8))
    assert compose(other, found, OLD, NEW).conflicts == ()


@pytest.mark.parametrize(
    ("asked", "openly", "first", "second", "values"),
    [
        (
            "Is Ann Poe still the board's director?",
            "Who is the board's director?",
            "The board's director is Ann Poe.",
            "Omar Tate, the board's director, wrote this report.",
            ["Ann Poe", "Omar Tate"],
        ),
        (
            "Did the £5m go to the Harbour Trust?",
            "Who did the £5m go to?",
            "The £5m was given to the Harbour Trust.",
            "The £5m will go to three councils.",
            ["the Harbour Trust", "three councils"],
        ),
        (
            "Is Ann Poe still a director?",
            "Who is the director?",
            "The board's director is Ann Poe.",
            "Omar Tate, the board's director, wrote this report.",
            [],
        ),
        (
            "Is Sue Ray still the board's director?",
            "Who is the board's director?",
            "The board's director is Ann Poe.",
            "Omar Tate, the board's director, wrote this report.",
            [],
        ),
    ],
)
def test_a_claimed_name_is_set_against_what_other_documents_give(
    asked: str, openly: str, first: str, second: str, values: list[str]
) -> None:
    one, two = document("one", first, title="The plan"), document("two", second, title="The plan", published="2019")
    whole = reading(scored(asked, one, first[-9:], 0.6))
    claims = reading(scored(openly, one, first[-9:], 0.95), scored(openly, two, second[-9:], 0.92))
    reply = compose(asked, whole, one, two, claims=claims)
    assert [v.value for c in reply.conflicts for v in c.values] == values


def test_a_claimed_name_that_nothing_bears_out_is_met_with_what_the_documents_say() -> None:
    one = document("one", "The board's director is Ann Poe.")
    asked = "Is Sue Ray still the board's director?"
    whole = reading(scored(asked, one, "Poe.", 0.6))
    claims = reading(scored("Who is the board's director?", one, "Poe.", 0.95))
    reply = compose(asked, whole, one, claims=claims)
    assert reply.reason is Reason.FALSE_PREMISE
    assert "“Sue Ray”" in str(reply.message)
    assert reply.statements[0].text == "The board's director is Ann Poe."


def test_a_why_brings_the_reason_that_follows_what_happened() -> None:
    one = document("one", "Ann Poe resigned in May. She gave her health as the reason. It rained.")
    asked = "Why did Ann Poe resign?"
    whole = reading(scored(asked, one, "in May", 0.95), scored(asked, one, "health", 0.1))
    assert "She gave her health as the reason." in str(compose(asked, whole, one).answer)


def test_two_things_asked_at_once_bring_the_figure_beside() -> None:
    source = document("one", "The number of callers rose by 24 per cent. Use of the website grew by 40 per cent.")
    both, one = "How much did callers and website use grow?", "How much did website use grow?"
    for asked, count in ((both, 2), (one, 1)):
        found = reading(scored(asked, source, "40", 0.6), scored(asked, source, "24", 0.02))
        assert len(compose(asked, found, source).statements) == count


def test_a_question_whose_parts_find_nothing_is_answered_whole() -> None:
    source = document("one", "Ms Okafor opened the pier in May.")
    asked = "Who opened the pier, and when was the pier opened?"
    whole = reading(scored(asked, source, "pier", 0.9))
    parts = [(part, reading(scored(part, source, "pier", 0.1))) for part in analyse(asked).parts]
    reply = compose(asked, whole, source, parts=parts)
    assert reply.status is ReplyStatus.ANSWERED
    assert reply.completeness is Completeness.FULL


def test_the_same_fact_in_two_documents_is_stated_once_and_cites_both() -> None:
    one = document("one", "The council will give refuges £2.6m over 18 months.")
    two = document("two", "Refuges: the council will give £2.6 million over 18 months.", published="2019")
    asked = "How much will the council give?"
    reply = compose(asked, reading(scored(asked, one, "£2.6m", 0.9), scored(asked, two, "£2.6 million", 0.8)), one, two)
    assert len(reply.statements) == 1
    assert reply.statements[0].citations == (1, 2)


def test_what_a_sentence_leans_on_is_quoted_before_it() -> None:
    source = document("one", "Ms Okafor leads the panel. She wants £3m for it.")
    asked = "How much does the panel's leader want?"
    reply = compose(asked, reading(scored(asked, source, "£3m", 0.9, leans=True)), source)
    assert reply.answer == "Ms Okafor leads the panel. [1] She wants £3m for it. [2]"


def test_a_list_is_given_whole_and_in_the_order_of_its_document() -> None:
    text = "Firms must block images.\nFirms must report users.\nFirms must share methods.\nLunch was served."
    source = document("one", text)
    asked = "What three things must firms do?"
    found = [scored(asked, source, w, s) for w, s in (("report", 0.9), ("share", 0.8), ("block", 0.7), ("Lunch", 0.1))]
    reply = compose(asked, reading(*found), source)
    assert [s.text.split()[2] for s in reply.statements] == ["block", "report", "share"]


def test_a_list_that_the_best_sentence_announces_is_given_whole() -> None:
    text = "Councils must do three things:\n- Publish a map.\n- Name an officer.\n- Report each year."
    items = ["Publish a map.", "Name an officer.", "Report each year."]
    blocks = (
        Block(BlockKind.PARAGRAPH, 0, 30),
        *(Block(BlockKind.LIST_ITEM, text.index(item), text.index(item) + len(item)) for item in items),
    )
    one = replace(document("one", text), blocks=blocks)
    asked = "What must councils do?"
    reply = compose(asked, reading(scored(asked, one, "things:", 0.9), scored(asked, one, "a map.", 0.8)), one)
    assert [s.text for s in reply.statements] == ["Councils must do three things:", *items]


def test_a_split_is_found_by_what_adds_up() -> None:
    text = "The fund is £9m.\nRefuges will get £5m.\nSchools will get the other £4m.\nA hall cost £3m."
    source = document("one", text)
    asked = "How is the £9m split?"
    reply = compose(asked, reading(scored(asked, source, "The fund", 0.6)), source)
    assert [s.text for s in reply.statements] == ["Refuges will get £5m.", "Schools will get the other £4m."]
    odd = document("one", text.replace("£4m", "£3.9m"))
    reply = compose(asked, reading(scored(asked, odd, "The fund", 0.6)), odd)
    assert [s.text for s in reply.statements] == ["The fund is £9m."]


def test_a_split_is_only_what_the_question_asks_about() -> None:
    asked = "How was the £5m split in Wales?"
    text = "The £5m was announced. Buses get £2m. Trams get £3m."
    source = document("one", text)
    found = scored(asked, source, "£5m", 0.01)
    reply = compose(asked, reading(found, unsupported=("Wales",)), source)
    assert reply.status is ReplyStatus.ABSTAINED
    stale = document("one", text, status=Status.SUPERSEDED)
    assert compose("How was the £5m split?", reading(found), stale).status is ReplyStatus.ABSTAINED


def test_a_split_may_be_one_part_of_a_question() -> None:
    source = document("one", "Ms Okafor announced the £5m. Buses get £2m. Trams get £3m.")
    asked = "How was the £5m split, and who announced the £5m?"
    parts = [(part, reading(scored(part, source, "Okafor", 0.9))) for part in analyse(asked).parts]
    reply = compose(asked, reading(scored(asked, source, "Okafor", 0.9)), source, parts=parts)
    assert [s.text for s in reply.statements] == ["Buses get £2m.", "Trams get £3m.", "Ms Okafor announced the £5m."]


def test_what_one_document_denies_is_not_the_same_fact() -> None:
    one = document("one", "The Northgate pier will close in March.")
    two = document("two", "The Northgate pier will not close in March.")
    asked = "What will happen to the Northgate pier in March?"
    found = reading(scored(asked, one, "pier", 0.9), scored(asked, two, "pier", 0.9))
    assert len(compose(asked, found, one, two).statements) == 2


def test_the_confidence_is_of_what_still_holds() -> None:
    stale = document("stale", "Refuges will get £1m.", status=Status.SUPERSEDED)
    fresh = document("fresh", "Refuges get £3m.")
    asked = "How much do refuges get?"
    found = reading(scored(asked, stale, "£1m", 0.95), scored(asked, fresh, "£3m", 0.6), unsupported=("Wales",))
    assert compose(asked, found, stale, fresh).confidence == 0.6


def test_a_part_that_nothing_answers_is_named() -> None:
    asked = "How much will refuges get, and when?"
    parts = [
        ("How much will refuges get?", reading(scored(asked, OLD, "£2m", 0.9))),
        ("When will refuges get it?", reading(scored(asked, OLD, "£2m", 0.1))),
    ]
    reply = compose(asked, parts[0][1], OLD, parts=parts)
    assert reply.completeness is Completeness.PARTIAL
    assert reply.missing == ("When will refuges get it?",)
    assert reply.answer == "Refuges will get £2m. [1]"


def test_a_bare_question_asks_which_of_several_is_meant_and_narrows_itself() -> None:
    one = document("one", "The minister announced £9m for bus lanes in Leeds.")
    two = document("two", "Then £4m was announced to mend bridges, said the council.", published="2017")
    asked = "How much was announced?"
    found = reading(scored(asked, one, "£9m", 0.9), scored(asked, two, "£4m", 0.7))
    reply = compose(asked, found, one, two)
    assert (reply.status, reply.reason, reply.completeness) == (
        ReplyStatus.ABSTAINED,
        Reason.AMBIGUOUS,
        Completeness.NONE,
    )
    assert reply.statements == ()
    assert [(r.document, r.published) for r in reply.related] == [("two", "2017"), ("one", "2018-09-03")]
    assert reply.suggestions == (
        "How much was announced to mend bridges?",
        "How much was announced for bus lanes in Leeds?",
    )


def test_a_post_held_in_several_bodies_asks_which() -> None:
    one = document(
        "one", "Ann Lee, chief executive of the Bus Trust, spoke first.\nJo May, chief executive of Railwatch, agreed."
    )
    asked = "Who is the chief executive?"
    reply = compose(asked, reading(scored(asked, one, "Lee", 0.9), scored(asked, one, "May", 0.8)), one)
    assert reply.reason is Reason.AMBIGUOUS
    assert reply.suggestions == (
        "Who is the chief executive of the Bus Trust?",
        "Who is the chief executive of Railwatch?",
    )


def test_a_question_that_says_what_it_is_about_is_answered() -> None:
    one = document("one", "The minister announced £9m for bus lanes.\nShe announced £4m for bridges.")
    asked = "How much was announced for bus lanes?"
    reply = compose(asked, reading(scored(asked, one, "£9m", 0.9), scored(asked, one, "£4m", 0.6)), one)
    assert reply.status is ReplyStatus.ANSWERED


def test_a_false_premise_is_met_with_what_the_documents_say() -> None:
    source = document("one", "Priya Shah announced the bridge fund in May.\nThe fund pays for bridges.")
    asked = "Did Tom Hill announce the bridge fund?"
    near = replace(scored(asked, source, "Shah", 0.05), features={"own_coverage": 0.6, "unsupported": 1.0})
    reply = compose(asked, reading(near, unsupported=("Tom Hill",)), source)
    assert (reply.status, reply.reason) == (ReplyStatus.ABSTAINED, Reason.FALSE_PREMISE)
    assert "Tom Hill" in (reply.message or "")
    assert reply.answer == "Priya Shah announced the bridge fund in May. [1]"
    assert reply.completeness is Completeness.NONE


def test_a_premise_in_words_the_documents_never_use_is_named() -> None:
    source = document("one", "Railwatch counts late trains.\nIt was founded in 1990.")
    asked = "Why did Railwatch close?"
    near = replace(scored(asked, source, "late", 0.1), features={"own_coverage": 0.5, "unsupported": 0.0})
    reply = compose(asked, reading(near), source)
    assert reply.reason is Reason.FALSE_PREMISE
    assert "“close”" in (reply.message or "")


def test_a_near_miss_that_assumes_nothing_is_merely_not_found() -> None:
    source = document("one", "The scheme trained 40 drivers in Leeds.")
    asked = "How many drivers were trained in Hull?"
    near = replace(scored(asked, source, "40", 0.05), features={"own_coverage": 0.6, "unsupported": 1.0})
    reply = compose(asked, reading(near, unsupported=("Hull",)), source)
    assert reply.reason is Reason.NOT_FOUND
    assert reply.statements == ()


def test_a_question_about_something_else_is_out_of_scope_and_shows_nothing_near() -> None:
    source = document("one", "The scheme trained 40 drivers in Leeds.")
    asked = "Write me a poem"
    far = replace(scored(asked, source, "40", 0.01), features={"cosine": 0.1, "near_coverage": 0.0})
    reply = compose(asked, reading(far), source)
    assert (reply.status, reply.reason) == (ReplyStatus.ABSTAINED, Reason.OUT_OF_SCOPE)
    assert reply.related == ()
    assert "3 September 2018 to January 2021" in (reply.message or "")


def test_a_superseded_document_is_never_the_only_basis_unless_named() -> None:
    stale = document("stale", "Refuges will get £1m.", status=Status.SUPERSEDED)
    asked = "How much will refuges get?"
    found = reading(scored(asked, stale, "£1m", 0.9))
    assert compose(asked, found, stale).status is ReplyStatus.ABSTAINED
    assert compose(asked, found, stale).related[0].quote == "Refuges will get £1m."
    named = compose(asked, found, stale, documents=("stale",))
    assert named.status is ReplyStatus.ANSWERED
    assert [w.code for w in named.warnings] == ["superseded"]


def test_coverage_counts_documents_and_names_the_first_and_last_date() -> None:
    dates = ("2018-09-03", "2021-01", None, "2019")
    found = coverage(document(str(i), "x", published=d).metadata for i, d in enumerate(dates))
    assert found == Coverage(4, 1, "2018-09-03", "2021-01", "4 documents, 3 September 2018 to January 2021 (1 undated)")


def test_values_are_in_order_only_where_their_dates_do_not_overlap() -> None:
    assert differ(["2018", "2019-01"], figures=True).endswith("oldest first.")
    assert "cannot be told" in differ(["2018", "2018-06"], figures=True)
    assert "undated" in differ(["2018", None], figures=False)


@pytest.mark.parametrize(("year", "values"), [("2020", ["900", "400"]), ("2024", [])])
def test_last_year_in_an_undated_document_is_counted_from_the_day_of_asking(year: str, values: list[str]) -> None:
    asked = "How many calls did the helpline take?"
    one = document("one", f"The helpline took 900 calls in {year}.", published=None)
    two = document("two", "The helpline took 400 calls last year.", published=None)
    found = reading(scored(asked, one, "900", 0.95), scored(asked, two, "400", 0.95))
    assert [v.value for c in compose(asked, found, one, two).conflicts for v in c.values] == values


def test_undated_documents_that_are_left_out_are_named_and_the_rest_counted() -> None:
    assert left_out(["A"]) == "“A” is undated and was left out."
    assert left_out(["A", "B"]) == "“A” and “B” are undated and were left out."
    assert left_out(list("ABCDE")) == "“A”, “B”, “C” and 2 more are undated and were left out."


def test_a_value_that_reads_less_surely_is_still_set_against_the_one_that_answers() -> None:
    asked = "How many people pose a risk to children?"
    found = reading(scored(asked, NEW, "300,000", 0.9), scored(asked, OLD, "80,000", 0.2))
    assert len(compose(asked, found, OLD, NEW).conflicts[0].values) == 2
    whole, less = ({"own_coverage": share} for share in (1.0, 0.5))
    wider = reading(
        replace(scored(asked, NEW, "300,000", 0.9), features=whole),
        replace(scored(asked, OLD, "80,000", 0.2), features=less),
    )
    assert not compose(asked, wider, OLD, NEW).conflicts
    unsure = reading(scored(asked, NEW, "300,000", 0.4), scored(asked, OLD, "80,000", 0.2))
    assert compose(asked, unsure, OLD, NEW).status is ReplyStatus.ABSTAINED


def test_parts_that_share_their_best_sentence_bring_the_next_of_the_whole_question() -> None:
    asked = "What share of riders used to pay in coins, and what did it become?"
    source = document("tram", "Once two riders in 25 paid in coins. By May the share had risen to two in five.")
    first = scored(asked, source, "two riders in 25", 0.9)
    second = scored(asked, source, "two in five", 0.8)
    parts = [(part, reading(scored(part, source, "two riders in 25", 0.9))) for part in analyse(asked).parts]
    reply = compose(asked, reading(first, second), source, parts=parts)
    assert [s.text for s in reply.statements] == [first.text, second.text]


def test_a_part_that_is_missing_is_named_as_it_was_typed() -> None:
    asked = "How many trams does York have, and who drives them?"
    source = document("york", "York has 31 trams.")
    parts = [
        (part, reading(scored(part, source, "31 trams", score)))
        for part, score in zip(analyse(asked).parts, (0.9, 0.1), strict=True)
    ]
    reply = compose(asked, reading(scored(asked, source, "31 trams", 0.9)), source, parts=parts)
    assert reply.missing == ("who drives them?",)


def listed(lines: str) -> Document:
    """A document whose lines after the first are items of a list."""
    plain = document("rules", lines)
    first, *others = plain.blocks
    items = (replace(block, kind=BlockKind.LIST_ITEM) for block in others)
    return replace(plain, blocks=(first, *items))


DRIVERS = listed("These people may drive in:\nresidents with a permit\ncarers on a visit")


def test_things_told_in_turn_are_given_whole_where_one_of_them_answers_best() -> None:
    asked = "What are the three things that Ann Poe asked riders to do?"
    source = document(
        "talk", "I thank you. Let me ask three things. First, sit. Second, smile. Third, let riders speak. Good night."
    )
    reply = compose(asked, reading(scored(asked, source, "Third", 0.9)), source)
    assert reply.answer is not None
    told = ["Let me ask three things.", "First, sit.", "Second, smile.", "Third, let riders speak."]
    assert [s.text for s in reply.statements] == told


def test_things_told_as_the_first_and_the_second_are_given_whole() -> None:
    asked = "What are the driver's two worries?"
    source = document("talk", "I have two worries. The first is ice. The second is that trams are late. Good night.")
    reply = compose(asked, reading(scored(asked, source, "two worries", 0.9)), source)
    assert [s.text for s in reply.statements] == [
        "I have two worries.",
        "The first is ice.",
        "The second is that trams are late.",
    ]


def test_a_list_is_given_whole_where_one_of_its_items_answers_best() -> None:
    asked = "Who may drive into the street?"
    item = ScoredSentence("rules", DRIVERS.blocks[1].start, DRIVERS.blocks[1].end, "residents with a permit", 0.9)
    announcing = ScoredSentence(
        "rules", DRIVERS.blocks[0].start, DRIVERS.blocks[0].end, "These people may drive in:", 0.7
    )
    reply = compose(asked, reading(item, announcing), DRIVERS)
    assert [s.text for s in reply.statements] == DRIVERS.text.split("\n")


def test_an_item_that_answers_alone_has_its_lists_opening_before_it() -> None:
    asked = "When may residents drive in?"
    item = ScoredSentence("rules", DRIVERS.blocks[1].start, DRIVERS.blocks[1].end, "residents with a permit", 0.9)
    reply = compose(asked, reading(item), DRIVERS)
    assert [s.text for s in reply.statements] == DRIVERS.text.split("\n")[:2]


@pytest.mark.parametrize(
    ("second", "values"),
    [
        ("The police made 4,800 arrests over tram fares in six months.", ["400 a month", "4,800 in six months"]),
        ("The police made 2,400 arrests over tram fares in six months.", None),
        ("The police made 4,800 arrests over tram fares.", None),
    ],
)
def test_how_much_comes_about_in_one_time_is_set_against_how_much_in_another(
    second: str, values: list[str] | None
) -> None:
    asked = "How many arrests do the police make over tram fares?"
    one = document("one", "The police arrest 400 people a month over tram fares.")
    two = document("two", second, published="2020-01")
    found = [scored(asked, one, "400", 0.95), scored(asked, two, "arrests", 0.95)]
    reply = compose(asked, reading(*found), one, two)
    assert ([v.value for v in reply.conflicts[0].values] if reply.conflicts else None) == values


def test_a_former_holder_gives_way_where_a_sentence_says_who_followed() -> None:
    asked = "Who is the director of the Tram Trust?"
    old = document("old", "Jo Hart, director of the Tram Trust, rode home.", published="2019")
    new = document("new", "Ann Poe, who succeeded Jo Hart as director of the Tram Trust, spoke.", published="2021")
    found = [scored(asked, old, "rode", 0.95), scored(asked, new, "succeeded", 0.9)]
    reply = compose(asked, reading(*found), old, new)
    assert [s.text for s in reply.statements] == [new.text]
    before = compose("Who was the director of the Tram Trust?", reading(*found), old, new)
    assert old.text in [s.text for s in before.statements]


def test_a_sentence_that_names_who_followed_still_answers() -> None:
    asked = "Who is the chair of the Tram Trust?"
    one = document("one", "The chair, Ann Poe, stepped down in May and has been succeeded by Jo Hart.")
    two = document("two", "Lee Marsh, chair of the Bus Trust, rode the 42.")
    found = reading(scored(asked, one, "stepped", 0.9), scored(asked, two, "42", 0.6))
    assert compose(asked, found, one, two).statements[0].text == one.text


def test_a_reason_follows_what_only_says_the_question_again() -> None:
    asked = "Why should the count of riders be read with care?"
    source = document(
        "count", "The count of riders should be read with care. Records of two depots were lost. Trams are red."
    )
    first, second, third = (scored(asked, source, w, s) for w, s in (("count", 0.9), ("Records", 0.01), ("red", 0.01)))
    first = replace(first, features={"own_coverage": 1.0})
    assert [s.text for s in compose(asked, reading(first, second, third), source).statements] == [
        first.text,
        second.text,
    ]


def test_holders_of_one_post_in_the_same_words_differ() -> None:
    asked = "Who is the Chief Bus Adviser?"
    one = document("one", "Jo Hart, a former driver, becomes Chief Bus Adviser in May.", published="2019")
    two = document("two", "Ann Poe, the Chief Bus Adviser, rode the 42.", published="2021")
    found = [scored(asked, one, "becomes", 0.2), scored(asked, two, "42", 0.95)]
    reply = compose(asked, reading(*found), one, two)
    assert [v.value for v in reply.conflicts[0].values] == ["Jo Hart", "Ann Poe"]


def test_a_deed_without_its_object_asks_which() -> None:
    asked = "Who took over?"
    one = document("one", "Jo Hart took over at the depot.")
    two = document("two", "Ann Poe took over at the bank.")
    reply = compose(asked, reading(scored(asked, one, "depot", 0.9), scored(asked, two, "bank", 0.8)), one, two)
    assert reply.reason is Reason.AMBIGUOUS


def test_a_day_without_a_year_says_what_it_is_counted_from() -> None:
    asked = "When will the depot shut?"
    shut = document("shut", "The depot will shut on 31 May.", published="2020-02-14")
    reply = compose(asked, reading(scored(asked, shut, "31 May", 0.9)), shut)
    assert reply.message == "“31 May” is counted from the document's own date, 14 February 2020."


def test_a_quotation_is_given_whole() -> None:
    asked = "What did Ann Poe say about the bid?"
    source = document(
        "bid", 'Ann Poe said: "We had 87 bids and could fund five. Riders helped to write this one." She smiled.'
    )
    reply = compose(asked, reading(scored(asked, source, "87 bids", 0.9)), source)
    assert [s.text for s in reply.statements] == [source.text.removesuffix(" She smiled.")]
    end = compose(asked, reading(scored(asked, source, "Riders helped", 0.9)), source)
    assert [s.text for s in end.statements] == [source.text.removesuffix(" She smiled.")]


def test_a_further_sentence_needs_a_share_of_the_best_ones_odds() -> None:
    asked = "How do the trams run?"
    source = document("trams", "The trams run on rails. Electric wires hum above each street at night. Fares rose.")
    first, second = scored(asked, source, "rails", 0.99), scored(asked, source, "night", 0.9)
    third = scored(asked, source, "Fares", 0.8)
    reply = compose(asked, reading(first, second, third), source)
    assert [s.text for s in reply.statements] == [first.text]
    unsure = replace(first, score=0.6), replace(second, score=0.55)
    assert len(compose(asked, reading(*unsure), source).statements) == 2


def test_those_who_left_are_no_number_of_those_who_are_there() -> None:
    asked = "How many tram drivers are there?"
    one = document("one", "Eight tram drivers had left since May.", published="2019")
    two = document("two", "The city has 64 tram drivers.", published="2020")
    found = [scored(asked, one, "Eight", 0.95), scored(asked, two, "64", 0.95)]
    assert compose(asked, reading(*found), one, two).conflicts == ()


def test_a_list_asked_for_is_whole_whichever_item_answers_best() -> None:
    papers = listed("By 18 you must have been given:\na birth certificate\na passport\na letter")
    asked = "What documents must a rider have been given by 18?"
    item = ScoredSentence("rules", papers.blocks[2].start, papers.blocks[2].end, "a passport", 0.9)
    reply = compose(asked, reading(item), papers)
    assert [s.text for s in reply.statements] == papers.text.split("\n")


def test_a_list_of_which_most_items_answer_comes_whole() -> None:
    advice = listed("We advise that\nlessons begin early;\nevery school has a nurse;\nforces publish their times.")
    places = [advice.blocks[n] for n in (1, 2)]
    found = [
        ScoredSentence("rules", b.start, b.end, advice.text[b.start : b.end], score)
        for b, score in zip(places, (0.9, 0.8), strict=True)
    ]
    reply = compose("What do they advise?", reading(*found), advice)
    assert [s.text for s in reply.statements] == advice.text.split("\n")[1:]
    assert len(compose("When do they advise it?", reading(*found), advice).statements) == 1
    assert len(compose("What do they advise?", reading(found[0]), advice).statements) == 1


def test_what_ought_to_be_is_not_at_odds_with_what_was() -> None:
    asked = "How many riders does a driver have?"
    one = document(
        "one", "The driver, who had 48 riders on her bus, left. Drivers should have no more than 25 riders each."
    )
    found = [scored(asked, one, "48", 0.95), scored(asked, one, "25", 0.95)]
    assert compose(asked, reading(*found), one).conflicts == ()


def test_what_the_reader_will_have_is_no_figure_of_the_whole() -> None:
    asked = "How many riders are there in Wend?"
    one = document("one", "The number of riders in Wend stands at 402.")
    two = document("two", "You will drive about 65 riders in Wend.")
    found = [scored(asked, one, "402", 0.95), scored(asked, two, "65", 0.95)]
    assert compose(asked, reading(*found), one, two).conflicts == ()


def test_a_figure_that_is_put_right_comes_with_the_right_one() -> None:
    source = document("notes", "The report said that 29 trams ran in May. The right figure is 31. It rained.")
    asked = "How many trams ran in May?"
    found = scored(asked, source, "29", 0.95), scored(asked, source, "31", 0.01), scored(asked, source, "rained", 0.01)
    assert [s.text for s in compose(asked, reading(*found), source).statements] == [
        "The report said that 29 trams ran in May.",
        "The right figure is 31.",
    ]


def test_what_goes_on_listing_comes_along() -> None:
    source = document("cuts", "Cuts of £4m are planned. They include the night bus and two stops. It rained.")
    asked = "What cuts are planned?"
    found = (
        scored(asked, source, "£4m", 0.95),
        scored(asked, source, "night", 0.01),
        scored(asked, source, "rained", 0.01),
    )
    assert [s.text for s in compose(asked, reading(*found), source).statements] == [
        "Cuts of £4m are planned.",
        "They include the night bus and two stops.",
    ]


def test_a_figure_that_moved_on_is_told_with_what_it_came_to() -> None:
    source = document("youth", "Spending on clubs was £1.8m in 2010. By 2021 it had dropped to £640,000. Staff left.")
    asked = "How much is spent on clubs?"
    reply = compose(
        asked, reading(scored(asked, source, "£1.8m", 0.9), scored(asked, source, "£640,000", 0.01)), source
    )
    assert [s.text for s in reply.statements][-1] == "By 2021 it had dropped to £640,000."
    other = document("youth", "Spending on clubs was £1.8m in 2010. Buses cost £640,000.")
    reply = compose(asked, reading(scored(asked, other, "£1.8m", 0.9), scored(asked, other, "£640,000", 0.01)), other)
    assert len(reply.statements) == 1


def test_how_far_something_rose_needs_both_figures_where_no_sentence_gives_the_rise() -> None:
    source = document(
        "reports", "In 2004, 110,000 reports were made. In 2018 there were 18.4 million reports. Police helped."
    )
    asked = "How much have reports grown since 2004?"
    found = reading(scored(asked, source, "110,000", 0.9), scored(asked, source, "18.4", 0.01))
    assert len(compose(asked, found, source).statements) == 2


def test_a_question_in_the_text_is_no_reason() -> None:
    source = document("blog", "We started with volunteers, but they dropped away. Does it work? Yes.")
    asked = "Why did the volunteers drop away?"
    first = replace(scored(asked, source, "volunteers", 0.9), features={"own_coverage": 1.0})
    assert len(compose(asked, reading(first, scored(asked, source, "Does it", 0.01)), source).statements) == 1


def test_two_values_of_one_document_are_said_to_be_of_one() -> None:
    assert "document gives different figures" in differ(["2018", "2018"], figures=True, documents=1)
    assert "documents give different figures" in differ(["2018", "2019"], figures=True, documents=2)


def test_the_answer_to_the_very_question_is_not_ambiguous() -> None:
    source = document("faq", "When can I drop in? From 8.30am on 1 May 2018. Parties are on 4 June 2018.")
    asked = "When can I drop in?"
    first, second = scored(asked, source, "1 May", 0.9), scored(asked, source, "4 June", 0.8)
    assert compose(asked, reading(first, second), source).reason is Reason.AMBIGUOUS
    told = replace(first, features={"replies": 1.0})
    assert compose(asked, reading(told, second), source).status is ReplyStatus.ANSWERED


def test_a_list_over_which_the_page_asks_the_question_comes_whole() -> None:
    lines = ("Fill in the form.", "Wait for a month.", "Start work.")
    text = "\n".join(lines)
    source = document("steps", text)
    source = replace(source, blocks=tuple(replace(b, kind=BlockKind.LIST_ITEM) for b in source.blocks))
    asked = "How do I apply?"
    plain = scored(asked, source, "Fill in", 0.9)
    assert [s.text for s in compose(asked, reading(plain), source).statements] == ["Fill in the form."]
    told = replace(plain, features={"replies": 1.0})
    assert [s.text for s in compose(asked, reading(told), source).statements] == list(lines)


@pytest.mark.parametrize(
    ("asked", "told", "instead"),
    [
        ("Did Ann Poe publish the plan?", "Bo Cole has published the plan.", True),
        ("Did Bo Cole publish the plan?", "Bo Cole has published the plan.", False),
        ("Did Vale House publish the plan?", "The plan was published by the Hill Trust.", True),
        ("Did the Hill Trust publish the plan?", "Bo Cole published the plan, the Hill Trust said.", False),
        ("Did the Home Secretary publish the plan?", "Bo Cole has published the plan.", False),
    ],
)
def test_who_is_said_to_have_done_it_is_told_apart_from_who_did(asked: str, told: str, instead: bool) -> None:
    claim = analyse(asked).claim
    assert claim is not None
    source = document("news", told)
    openly = reading(scored(claim.question, source, told[:8], 0.97))
    reply = compose(asked, reading(scored(asked, source, told[:8], 0.6)), source, claims=openly)
    assert (reply.status is ReplyStatus.ABSTAINED) is instead
    if instead:
        assert claim.said in (reply.message or "")
        assert [s.text for s in reply.statements] == [told]


def test_what_an_agency_said_may_be_said_by_somebody_of_it() -> None:
    asked = "Did the Hill Trust say that calls rose?"
    source = document("news", "The Hill Trust runs the line. Calls rose, Mr Cole said.")
    openly = reading(scored("Who said that calls rose?", source, "Calls rose", 0.97))
    assert (
        compose(asked, reading(scored(asked, source, "Calls rose", 0.6)), source, claims=openly).status
        is ReplyStatus.ANSWERED
    )


def test_what_is_told_again_in_the_same_words_is_set_beside_however_badly_it_reads() -> None:
    asked = "How much did the new filter cost the schools?"
    one = document("one", "A new filter for all the schools was bought at a cost of £41,200.", published="2024-01")
    two = document("two", "A new filter for all the schools, bought in May, comes to £38,500.", published="2023-11")
    best = replace(scored(asked, one, "£41,200", 0.98), features={"kind": 1.0, "own_coverage": 1.0})
    low = replace(scored(asked, two, "£38,500", 0.01), features={"kind": 1.0, "own_coverage": 0.6})
    assert [v.value for c in compose(asked, reading(best, low), one, two).conflicts for v in c.values] == [
        "£38,500",
        "£41,200",
    ]
    less = replace(low, features={"kind": 1.0, "own_coverage": 0.2})
    assert compose(asked, reading(best, less), one, two).conflicts == ()


def test_dates_of_other_things_in_like_documents_do_not_differ() -> None:
    asked = "When is the next review of the plan?"
    one = document("one", "The next review of the plan is in September 2024.", title="The plan")
    two = document("two", "The hall is free on 6 February 2024.", title="The plan")
    first = replace(scored(asked, one, "September", 0.98), features={"own_coverage": 1.0})
    second = replace(scored(asked, two, "February", 0.7), features={"own_coverage": 0.0})
    assert compose(asked, reading(first, second), one, two).conflicts == ()


def test_of_a_list_that_is_announced_the_item_asked_for_is_shown() -> None:
    source = document("plan", "By March 2027 we will:\nrecruit 60 carers;\nopen two homes.")
    kinds = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.LIST_ITEM)
    source = replace(source, blocks=tuple(replace(b, kind=k) for b, k in zip(source.blocks, kinds, strict=True)))
    asked = "When will the homes open?"
    start = source.text.index("open two")
    item = ScoredSentence("plan", start, len(source.text), "open two homes.", 0.2, features={"own_coverage": 0.8})
    first = ScoredSentence("plan", 0, 22, "By March 2027 we will:", 0.9)
    other = ScoredSentence("plan", 23, 41, "recruit 60 carers;", 0.3, features={"own_coverage": 0.0})
    reply = compose(asked, reading(first, item, other), source)
    assert [s.text for s in reply.statements] == ["By March 2027 we will:", "open two homes."]


def test_a_question_of_whoever_did_something_to_a_thing_is_not_bare() -> None:
    source = document("plan", "Ann Poe owns the plan. Bo Cole owns the bus.")
    asked = "Who owns the plan?"
    found = reading(scored(asked, source, "Ann Poe", 0.9), scored(asked, source, "Bo Cole", 0.6))
    assert compose(asked, found, source).status is ReplyStatus.ANSWERED


def test_a_part_on_which_documents_differ_shows_both_beside_the_other_part() -> None:
    one = document("one", "The hub opens on 4 May 2018. It has 12 staff.", published="2018-01-01", title="The hub")
    two = document("two", "The hub opens on 9 July 2018.", published="2018-02-01", title="The hub")
    asked = "When does the hub open and how many staff does it have?"
    when, staff = analyse(asked).parts
    held = {"own_coverage": 1.0}
    parts = [
        (when, reading(*(replace(scored(when, d, "The hub opens", 0.95), features=held) for d in (one, two)))),
        (staff, reading(scored(staff, one, "12 staff", 0.9, leans=True))),
    ]
    both = reading(scored(asked, one, "4 May", 0.6), scored(asked, two, "9 July", 0.6))
    reply = compose(asked, both, one, two, parts=parts)
    assert [(c.about, [v.value for v in c.values]) for c in reply.conflicts] == [(when, ["4 May 2018", "9 July 2018"])]
    assert any("12 staff" in s.text for s in reply.statements)
    assert compose(asked, reading(scored(asked, one, "4 May", 0.6)), one, two, parts=parts).conflicts == ()
