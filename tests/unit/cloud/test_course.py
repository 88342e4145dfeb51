"""Rates between counters, and the graphs that are drawn of them."""

from ovntui.cloud.course import KEPT, Course, sparkline


def test_rates_are_by_the_second_and_as_many_as_are_kept() -> None:
    course = Course()
    assert course.at is None and course.rates(0) == []
    for second in range(0, 2 * KEPT * 2, 2):
        course.add(second, (10 * second, second // 4))
    assert course.rates(0) == [10.0] * KEPT
    assert course.rates(1)[:4] in ([0.5, 0.0, 0.5, 0.0], [0.0, 0.5, 0.0, 0.5])
    assert course.at == 4 * KEPT - 2


def test_counters_that_fall_have_begun_anew() -> None:
    course = Course()
    for at, counters in ((0, (5, 5)), (1, (9, 9)), (2, (2, 10)), (3, (3, 11))):
        course.add(at, counters)
    assert course.rates(0) == [1.0] and course.rates(1) == [1.0]


def test_a_clock_that_stands_still_or_goes_back_tells_nothing() -> None:
    course = Course()
    for at in (5, 5, 4):
        course.add(at, (at,))
    assert course.rates(0) == []


def test_bars_are_as_high_as_their_part_of_the_most() -> None:
    assert sparkline([0, 0.1, 0.5, 0.99, 1, 2], 1) == " ▁▅███"
    assert sparkline([0, 3], 0) == "  "
