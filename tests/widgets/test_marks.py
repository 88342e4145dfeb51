"""What has just changed is marked until its time is over."""

from ovntui.widgets.marks import Marks


def test_marks_fade_one_by_one() -> None:
    marks = Marks()
    marks.add("a", ("name", "up"), 10.0)
    marks.add("a", ("up",), 11.0)
    marks.add("b", ("name",), 10.5)
    assert marks.of("a") == {"name", "up"}
    assert not marks.of("c")
    assert marks.next() == 10.0
    assert marks.fade(10.0) == {"a"}
    assert marks.of("a") == {"up"}
    assert marks.fade(12.0) == {"a", "b"}
    assert not marks.of("a")
    assert marks.next() is None


def test_nothing_is_marked_by_no_parts() -> None:
    marks = Marks()
    marks.add("a", (), 10.0)
    assert marks.next() is None
