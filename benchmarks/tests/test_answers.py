import datetime as dt
import unittest
from decimal import Decimal

from harness.answers import WHOLE_MAX, Answer


def difference(left: list[tuple], right: list[tuple]) -> str | None:
    return Answer(left).differs_from(Answer(right))


class AnswersTest(unittest.TestCase):
    def test_the_order_of_rows_does_not_matter(self):
        self.assertIsNone(difference([(1, "a"), (2, "b")], [(2, "b"), (1, "a")]))

    def test_rows_that_come_twice_count_twice(self):
        self.assertIsNotNone(difference([(1,), (1,), (2,)], [(1,), (2,), (2,)]))

    def test_a_missing_row_is_a_difference(self):
        self.assertEqual(difference([(1,)], []), "1 rows against 0")

    def test_numbers_are_equal_whatever_their_type_and_scale(self):
        self.assertIsNone(difference([(1, Decimal("2.50"), 0.5)], [(Decimal("1.00"), Decimal("2.5"), Decimal("0.5"))]))

    def test_dates_equal_their_text(self):
        self.assertIsNone(difference([(dt.date(1995, 3, 1),)], [("1995-03-01",)]))

    def test_an_average_may_be_rounded(self):
        self.assertIsNone(difference([(Decimal("25.51"),)], [(Decimal("25.5137586"),)]))

    def test_a_rounded_average_that_is_wrong_is_a_difference(self):
        self.assertIsNotNone(difference([(Decimal("25.53"),)], [(Decimal("25.5137586"),)]))

    def test_whole_numbers_are_exact(self):
        self.assertIsNotNone(difference([(10,)], [(Decimal("10.4"),)]))

    def test_doubles_may_differ_in_the_last_digits(self):
        self.assertIsNone(difference([(0.1 + 0.2,)], [(0.3,)]))

    def test_null_is_no_empty_text_and_no_zero(self):
        self.assertIsNotNone(difference([(None,)], [("",)]))
        self.assertIsNotNone(difference([(None,)], [(0,)]))

    def test_many_rows_are_compared_by_digest(self):
        rows = [(number, Decimal(number).scaleb(-2), f"row {number}") for number in range(WHOLE_MAX + 1)]
        same = [(Decimal(number), amount, text) for number, amount, text in reversed(rows)]
        self.assertIsNone(difference(rows, same))
        self.assertIsNotNone(difference(rows, [*same[:-1], (0, Decimal(1), "row 0")]))
