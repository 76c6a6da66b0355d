"""What a question asks for."""

import pytest

from assistant.questions import Wanted, analyse, core, of_each


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How much will the council spend on training?", Wanted.MONEY),
        ("how many calls did the line take last year", Wanted.COUNT),
        ("What percentage of calls were repeat calls?", Wanted.PERCENT),
        ("By how much did calls rise?", Wanted.PERCENT),
        ("When was the review published?", Wanted.DATE),
        ("Over what period will the grant be paid?", Wanted.DURATION),
        ("Who chairs the panel?", Wanted.PERSON),
        ("Which charity runs the refuge?", Wanted.BODY),
        ("Where was the meeting held?", Wanted.PLACE),
        ("What is the council's plan called?", Wanted.NAME),
        ("Why was the scheme stopped?", Wanted.REASON),
        ("Did the board agree to the plan?", Wanted.YES_NO),
        ("What happens when the fund ends?", Wanted.OPEN),
        ("Can police act when an order is broken?", Wanted.YES_NO),
        ("Who launched it, and when?", Wanted.PERSON),
        ("What are the four priorities of the plan?", Wanted.LIST),
        ("What does MASH stand for?", Wanted.DEFINITION),
        ("MASH", Wanted.DEFINITION),
        ("What did the minister say about funding?", Wanted.OPEN),
        ("refuge funding Leeds", Wanted.OPEN),
        ("What was the share of callers who rang twice?", Wanted.PERCENT),
        ("How does the plan help officers who work nights?", Wanted.OPEN),
        ("When was the bus lane opened, and by whom?", Wanted.DATE),
        ("2.6m who gets it", Wanted.PERSON),
        ("waiting list, 2018 figure?", Wanted.COUNT),
        ("Between which months did the proportion of repeat callers rise?", Wanted.DATE),
        ("What is a nurse paid a year?", Wanted.MONEY),
        ("What share of people with dementia has a diagnosis?", Wanted.PERCENT),
        ("Up to what age may a young person stay?", Wanted.COUNT),
        ("What is the minimum age to ride?", Wanted.COUNT),
        ("refuge fund opening date", Wanted.DATE),
        ("How much training do staff get?", Wanted.MONEY),
        ("fostering minister name", Wanted.PERSON),
        ("Which schools minister is behind the plan?", Wanted.PERSON),
    ],
)
def test_the_kind_of_answer_first_asked_for(question: str, first: Wanted) -> None:
    assert analyse(question).wanted[0] is first


def test_how_much_of_a_thing_may_be_told_in_any_figure() -> None:
    assert {Wanted.DURATION, Wanted.COUNT} <= set(analyse("How much training do staff get?").wanted)
    assert {Wanted.PERCENT} <= set(analyse("How much must a pupil miss?").wanted)
    assert analyse("How much funding do clubs get?").wanted == (Wanted.MONEY, Wanted.OPEN)
    assert analyse("How much did the fund give?").wanted == (Wanted.MONEY, Wanted.OPEN)


def test_every_question_may_be_answered_openly() -> None:
    assert analyse("").wanted == (Wanted.OPEN,)
    assert all(analyse(q).wanted[-1] is Wanted.OPEN for q in ("Who?", "how much", "list the aims"))


def test_a_list_knows_its_size_where_the_question_says() -> None:
    assert analyse("What five things must firms do?").size == 5
    assert analyse("What are the aims of the plan?").size is None


def test_a_question_of_several_parts_is_split_and_each_can_be_read_alone() -> None:
    form = analyse("How much was promised, for whom, and over what period?")
    assert len(form.parts) == 3
    assert all("promised" in part for part in form.parts)


def test_a_question_with_and_in_a_name_is_not_split() -> None:
    assert len(analyse("What did the Department for Health and Care say?").parts) == 1


def test_terms_leave_out_the_words_that_only_ask() -> None:
    assert analyse("How many disguised websites were there in 2017?").terms == ("disguis", "websit", "2017")


def test_names_and_figures_of_a_question_are_kept() -> None:
    form = analyse("Did the NSPCC get £163,000?")
    assert [n.text for n in form.names] == ["NSPCC"]
    assert [f.text for f in form.figures] == ["£163,000"]


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("I'm writing a paper and need to know by Friday what the scheme pays for.", "what the scheme pays for."),
        ("Hi, could you tell me how many buses run? Thanks!", "how many buses run?"),
        ("do you know who chairs the panel?", "who chairs the panel?"),
        ("Writing a bid for a charity: how many buses run at night?", "how many buses run at night?"),
        ("We are a small council. Who pays for the night buses?", "Who pays for the night buses?"),
        (
            "I am writing about Leeds. How many buses run at night?",
            "I am writing about Leeds. How many buses run at night?",
        ),
        ("We are a small council. Who pays for it all today?", "We are a small council. Who pays for it all today?"),
        ("night buses: who pays for the drivers?", "night buses: who pays for the drivers?"),
        ("Thanks, who runs it? And how much does it cost?", "who runs it? And how much does it cost?"),
        ("Hi team, how many buses run?", "how many buses run?"),
        ("Output rose in 2019? By how much?", "Output rose in 2019? By how much?"),
        ("Did the board know who paid for the visit?", "Did the board know who paid for the visit?"),
        ("What did he say when asked?", "What did he say when asked?"),
    ],
)
def test_what_somebody_needs_to_know_is_the_question(typed: str, question: str) -> None:
    assert core(typed) == question


@pytest.mark.parametrize(
    ("question", "inside"),
    [
        (
            "Which is larger, the grant for Leeds or the loan for York?",
            ("how many or how much, the grant for Leeds?", "how many or how much, the loan for York?"),
        ),
        (
            "Which rose by more, bus fares in Leeds or tram fares in York?",
            (
                "by how much, the rise or fall in bus fares in Leeds?",
                "by how much, the rise or fall in tram fares in York?",
            ),
        ),
        (
            "Are there more bus drivers in Leeds than there are tram drivers in York?",
            ("how many or how much, bus drivers in Leeds?", "how many or how much, tram drivers in York?"),
        ),
        (
            "How much is there for buses and for trams?",
            ("How much is there for buses?", "How much is there for trams?"),
        ),
        ("How many people, who are over 18, rode?", ("How many people, who are over 18, rode?",)),
        ("Who runs the line, which the council owns?", ("Who runs the line, which the council owns?",)),
        ("Did the mayor say that more than 400 buses run?", ("Did the mayor say that more than 400 buses run?",)),
        ("Is it more than a year old?", ("Is it more than a year old?",)),
        (
            "Who promised the new bus lanes, and who paid for it?",
            ("Who promised the new bus lanes?", "who paid for it, promised the new bus lanes?"),
        ),
    ],
)
def test_what_is_compared_and_what_points_back_can_be_read_alone(question: str, inside: tuple[str, ...]) -> None:
    assert analyse(question).parts == inside


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("Do the documents agree on the number of buses?", "what is the number of buses?"),
        ("Do the articles give different numbers for night buses?", "how many night buses?"),
        ("Do the articles give different figures for the cost?", "what is the cost?"),
        ("How many buses run, do the figures differ?", "How many buses run?"),
        ("Do the drivers agree with the mayor?", "Do the drivers agree with the mayor?"),
        ("Do the documents agree on who pays?", "who pays?"),
        ("Is there any disagreement about how long it lasts?", "how long it lasts?"),
        ("Do our reports give different figures for the number of calls?", "what is the number of calls?"),
        ("Is there a difference in pay between men and women?", "Is there a difference in pay between men and women?"),
        ("Who is named as mayor in these papers - is it the same person throughout?", "Who is the mayor?"),
        (
            "Is Ann Poe the mayor in all of these articles, or does somebody else hold the job in one?",
            "Is Ann Poe the mayor?",
        ),
        ("How many places are in the documents?", "How many places are in the documents?"),
    ],
)
def test_whether_documents_agree_is_asked_by_what_they_say(typed: str, question: str) -> None:
    assert core(typed) == question


@pytest.mark.parametrize(
    ("question", "acronym"),
    [
        ("What does NFB stand for?", "NFB"),
        ("NFB - meaning?", "NFB"),
        ("what does the NFB do?", None),
        ("What is the NFB?", None),
    ],
)
def test_an_acronym_to_be_spelled_out(question: str, acronym: str | None) -> None:
    assert analyse(question).acronym == acronym


def test_a_part_asks_its_own_kind_of_thing_about_the_topic() -> None:
    _, cost = analyse("How many new buses did Leeds buy in 2017, and what do they cost?").parts
    assert analyse(cost).wanted[0] is Wanted.MONEY
    assert "Leeds" in cost


@pytest.mark.parametrize(
    ("question", "said", "openly"),
    [
        ("Is it still 80,000?", "80,000", "Is it still?"),
        ("Is Ann Poe still the schools minister?", "Ann Poe", "Who is the schools minister?"),
        ("Was Ann Poe Schools Secretary?", "Ann Poe", "Who is the Schools Secretary?"),
        ("Did the £5m go to the Harbour Trust?", "the Harbour Trust", "Who did the £5m go to?"),
        (
            "We were told of 900 calls. Is that the latest figure?",
            "900",
            "We were told of calls. Is that the latest figure?",
        ),
        ("Did Ann Poe welcome the plan?", "Ann Poe", "Who welcomed the plan?"),
        ("Did the Hill Trust run the helpline?", "Hill Trust", "Who ran the helpline?"),
        ("Has Ann Poe welcomed the plan?", "Ann Poe", "Who has welcomed the plan?"),
        ("Does Vale House publish the figures?", "Vale House", "Who publishes the figures?"),
        ("Did Ann Poe apply for a grant?", "Ann Poe", "Who applied for a grant?"),
        ("Is the helpline run by the Hill Trust?", "Hill Trust", "Who is the helpline run by?"),
        ("Did UK police arrest about 400 people?", "400", "Did UK police arrest about people?"),
        ("Did the fund open in May?", None, None),
        ("How many calls were there?", None, None),
    ],
)
def test_what_a_question_takes_for_so_is_also_asked_openly(question: str, said: str | None, openly: str | None) -> None:
    claim = analyse(question).claim
    assert (claim and claim.said, claim and claim.question) == (said, openly)


def test_what_is_told_first_belongs_to_each_question_that_follows() -> None:
    form = analyse("The depot burnt down in May - how many buses were lost, and what will new ones cost?")
    assert form.parts == (
        "The depot burnt down in May, how many buses were lost?",
        "The depot burnt down in May, what will new ones cost?",
    )
    assert form.clauses == ("how many buses were lost?", "what will new ones cost?")
    assert analyse("Leeds: how many buses run?").parts == ("Leeds: how many buses run?",)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How much people ride the bus?", Wanted.COUNT),
        ("What is the number of the advice line?", Wanted.PHONE),
        ("What is the number of calls?", Wanted.COUNT),
        ("How much schools are there?", Wanted.COUNT),
        ("How much does the school cost?", Wanted.MONEY),
        ("What was the old depot sold for?", Wanted.MONEY),
        ("What might letting the top floor bring in?", Wanted.MONEY),
        ("What was the depot built for?", Wanted.OPEN),
    ],
)
def test_number_and_money_are_asked_for_in_other_words(question: str, first: Wanted) -> None:
    assert analyse(question).wanted[0] is first


@pytest.mark.parametrize(
    ("question", "aside"),
    [
        ("How much of the £5 million is for trams?", {"5000000", "5"}),
        ("Who runs the depot that got £40,000?", {"40000"}),
        ("What is the £5 million for?", set()),
        ("How many of the 40 buses run?", set()),
    ],
)
def test_a_sum_that_only_says_what_is_meant_need_not_be_in_the_answer(question: str, aside: set[str]) -> None:
    assert analyse(question).aside == aside


def test_a_figure_that_says_which_case_is_meant_is_no_claim() -> None:
    assert analyse("Was the mayor careful when she put the riders at 80,000?").claim is None
    assert analyse("Is it true that 80,000 people ride?").claim is not None


def test_a_clause_takes_the_verb_that_it_leaves_to_the_first() -> None:
    form = analyse("By how much did calls to the depot rise, and by how much did visits to the museum?")
    assert form.parts == (
        "By how much did calls to the depot rise?",
        "by how much did visits to the museum rise?",
    )
    assert analyse("How many buses run, and how many trams?").parts[1].startswith("how many trams")


@pytest.mark.parametrize(
    ("asked", "each"),
    [
        ("Who are the chief executives of Vale House and The Hill Trust?",
         ("Who is the chief executive of Vale House?", "Who is the chief executive of The Hill Trust?")),
        ("How much did Leeds and York spend on buses?",
         ("How much did Leeds spend on buses?", "How much did York spend on buses?")),
        ("How many boys and girls were helped?", ()),
        ("What did the minister say and when?", ()),
    ],
)  # fmt: skip
def test_two_names_asked_about_at_once_can_be_asked_about_apart(asked: str, each: tuple[str, ...]) -> None:
    assert of_each(asked) == each


def test_a_clause_of_yes_or_no_after_a_question_is_a_part() -> None:
    form = analyse("When was the national plan due, and was it Ann Poe who released it?")
    assert form.clauses == ("When was the national plan due?", "was it Ann Poe who released it?")
    claim = analyse("Was it in fact Ann Poe who released the plan?").claim
    assert claim is not None
    assert (claim.said, claim.question) == ("Ann Poe", "Who released the plan?")


def test_a_sum_in_words_is_no_number_of_items() -> None:
    assert not analyse("What was the six hundred thousand pounds for?").is_list
    assert analyse("What six things were paid for?").size == 6


def test_which_one_is_one_of_what_the_first_part_asks_about() -> None:
    found = analyse("Which minister announced the fund, and which one published the national plan?").parts
    assert found == ("Which minister announced the fund?", "which minister published the national plan?")


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("Who can join the scheme?", False),
        ("Who is eligible for it?", False),
        ("Who qualifies for the grant?", False),
        ("Who can I contact?", True),
        ("Who is the director?", True),
    ],
)
def test_who_may_do_something_asks_for_no_name(asked: str, names: bool) -> None:
    assert (Wanted.PERSON in analyse(asked).wanted) == names


@pytest.mark.parametrize(
    ("question", "inside"),
    [
        ("What is the fund and who runs it?", ("What is the fund?", "who runs the fund?")),
        ("Who is Rob Jones and what did he say?", ("Who is Rob Jones?", "what did Rob Jones say?")),
        (
            "What is the helpline for and who pays its staff?",
            ("What is the helpline for?", "who pays the helpline's staff?"),
        ),
        ("What was announced and who will it help?", ("What was announced?", "who will it help, What was announced?")),
    ],
)
def test_a_later_part_has_the_thing_that_the_first_asks_about(question: str, inside: tuple[str, ...]) -> None:
    assert analyse(question).parts == inside


def test_a_percentage_is_asked_for_as_one_and_a_share_of_a_sum_as_a_sum() -> None:
    assert analyse("What percentage of referrals led to an arrest?").wanted == (Wanted.PERCENT, Wanted.OPEN)
    assert Wanted.COUNT in analyse("What share of referrals led to an arrest?").wanted
    assert core("What share of the £5m is for schools?") == "how much of the £5m is for schools?"
    assert core("What share of referrals is for schools?") == "What share of referrals is for schools?"


def test_whom_something_is_for_is_nobodys_name() -> None:
    assert Wanted.PERSON not in analyse("Who are the family hubs for?").wanted
    assert Wanted.PERSON in analyse("Who is the grant from?").wanted


def test_what_the_budget_is_asks_for_money_and_what_a_grant_is_for_does_not() -> None:
    assert analyse("What is the 2023-24 budget for fostering?").wanted[0] is Wanted.MONEY
    assert analyse("What is the weekly allowance?").wanted[0] is Wanted.MONEY
    assert Wanted.MONEY not in analyse("What is the transition grant for?").wanted
    assert analyse("What are the strategy's targets?").is_list


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("when the works are all done how many homes will be at lower risk", Wanted.COUNT),
        ("If someone complains, how quickly must they get an answer?", Wanted.DURATION),
        ("Once the fund closes, who decides?", Wanted.PERSON),
        ("When was the plan approved and how much did it cost?", Wanted.DATE),
        ("When is it open?", Wanted.DATE),
    ],
)
def test_a_condition_before_the_question_asks_for_nothing(question: str, wanted: Wanted) -> None:
    assert analyse(question).wanted[0] is wanted
