"""What notes have in common is counted over runs of five masked words."""

from __future__ import annotations

from generator.narrative.prose import prose_of
from generator.narrative.repetition import (
    Issue,
    Repeated,
    issue_of,
    most_common_runs,
    repetition,
    share,
)


def issue(name: str, *paragraphs: str, headline: str = "") -> Issue:
    text = "\n\n".join((f"# {headline or name}", *paragraphs))
    return issue_of(name, prose_of(text), "IWM")


def unlike(number: int) -> Issue:
    """A note that shares no run with another such one."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return issue(str(number), " ".join(f"{letters[number]}{letter}q" for letter in letters[:8]))


def of(name: str, issues: list[Issue]) -> Repeated:
    return next(item for item in repetition(issues) if item.name == name)


def test_a_share_counts_the_runs_that_another_note_holds() -> None:
    """Six words are two runs; figures and tickers make no difference."""
    one = issue("one", "At $249.52, IWM is down today")
    other = issue("other", "At $612, SPY is down so far")
    assert len(one.runs) == 2
    assert share(one.runs, [other.runs]) == 0.5
    assert share([], [other.runs]) == 0


def test_no_run_reaches_over_the_end_of_a_paragraph() -> None:
    assert issue("one", "Puts lead the", "calls by far").runs == ()


def test_the_five_issues_before_a_note_are_near_it() -> None:
    same = "these are five words here"
    issues = [issue("first", same), *[unlike(number) for number in range(5)], issue("last", same)]
    last = of("last", issues)
    assert (last.near, last.near_issues) == (0, 5)
    assert (last.window, last.window_issues) == (1, 6)
    assert last.marks == ("window",)
    nearer = of("last", issues[:1] + issues[2:])
    assert (nearer.near, nearer.marks) == (1, ("near", "window"))


def test_a_notes_twenty_are_itself_and_the_nineteen_before_it() -> None:
    same = "these are five words here"
    issues = [issue("first", same), *[unlike(number) for number in range(19)], issue("last", same)]
    assert (of("last", issues).window, of("last", issues).window_issues) == (0, 19)
    assert (of("first", issues).window, of("first", issues).window_issues) == (0, 19)
    closer = issues[:1] + issues[2:]
    assert of("last", closer).window == 1
    assert of("first", closer).window == 1


def test_a_note_alone_has_no_share() -> None:
    [alone] = repetition([issue("one", "these are five words here")])
    assert (alone.near, alone.window, alone.marks) == (None, None, ())
    assert repetition([]) == ()


def test_headlines_and_leads_of_one_frame_running_are_named() -> None:
    one = issue("one", "IWM fell to $240 on Monday.", headline="IWM holds $240")
    other = issue("other", "IWM fell to $251 on Friday.", headline="IWM holds $255")
    assert of("other", [one, other]).marks == ("near", "window", "headline", "lead")
    apart = [one, issue("between", "A quiet day.", headline="Quiet"), other]
    assert not of("other", apart).same_headline
    assert not of("other", apart).same_lead


def test_an_idiom_twice_in_ten_issues_is_named() -> None:
    idiom = "A tug-of-war, it is said: “a battle”."
    issues = [issue("one", idiom), *[unlike(number) for number in range(8)], issue("ten", idiom)]
    assert of("ten", issues).idioms == ("tug-of-war",)
    assert of("one", issues).idioms == ()
    later = [*issues[:1], unlike(9), *issues[1:]]
    assert of("ten", later).idioms == ()


def test_the_runs_of_most_notes_come_first() -> None:
    issues = [issue("one", "a b c d e f"), issue("two", "a b c d e"), issue("three", "a b c d e f")]
    assert most_common_runs(issues, 5) == [("a b c d e", 3), ("b c d e f", 2)]
