import unittest
import xml.etree.ElementTree

from harness import plot, results
from harness.aims import Aims
from harness.fleet import Memory
from harness.rounds import Measured
from harness.special import Governance, Load


def measured(*millis: float, rows: int = 1, error: str | None = None) -> Measured:
    zeros = [0.0] * len(millis)
    return Measured(list(millis), zeros, zeros, 1 << 20, rows, error)


def verdict(aims: Aims, what: str):
    return next(verdict for verdict in aims.verdicts() if verdict.what.startswith(what))


class AimsTest(unittest.TestCase):
    def test_a_tenth_of_trino_is_met_and_more_is_not(self):
        for ours, met in ((10, True), (11, False)):
            aims = Aims({("a", "trawl"): measured(ours), ("a", "trino"): measured(100)}, {}, {}, {})
            self.assertIs(verdict(aims, "a").met, met)

    def test_what_failed_is_not_met_but_not_measured(self):
        aims = Aims({("a", "trawl"): measured(error="boom"), ("a", "trino"): measured(100)}, {}, {}, {})
        self.assertIsNone(verdict(aims, "a").met)

    def test_the_better_of_two_counts(self):
        aims = Aims({("h1", "trawl"): measured(50), ("h1", "trino"): measured(100), ("h1", "fdw"): measured(40)},
                    {}, {}, {})
        self.assertIs(verdict(aims, "h1").met, False)
        self.assertEqual(verdict(aims, "h1").measured, "1.25 × the better")

    def test_rows_per_second_are_compared(self):
        aims = Aims({("g", "trawl"): measured(100, rows=150_000), ("g", "trino"): measured(1000, rows=150_000)},
                    {}, {}, {})
        self.assertIs(verdict(aims, "g").met, True)

    def test_governance_is_what_it_adds(self):
        entry = Governance({"open": [100, 100], "governed": [104, 104], "hashed": [120, 120]})
        aims = Aims({}, {"a": entry, "c1": entry}, {}, {})
        self.assertIs(verdict(aims, "a with").met, False)
        self.assertIs(verdict(aims, "c1 with").met, True)

    def test_errors_spoil_throughput(self):
        fast, slow = Load(600, 1, 1.0), Load(100, 0, 1.0)
        self.assertIs(verdict(Aims({}, {}, {}, {"trawl": fast, "trino": slow}), "50").met, False)


class ResultsTest(unittest.TestCase):
    def run_(self) -> results.Run:
        return results.Run(
            "0.01", ["trawl", "trino"], {"a": "select 1", "b": "select 2"},
            {("a", "trawl"): measured(1, 2, 3), ("a", "trino"): measured(10, 20, 30),
             ("b", "trawl"): measured(error="TIME_LIMIT_EXCEEDED"), ("b", "trino"): measured(5, 5, 5)},
            [], {}, {"two": [900.0, 1000.0]}, {"trawl": Load(10, 0, 1.0, [5.0])}, 0.5, ["it was shared"],
            memory={"query": Memory(1769, 396)})

    def test_the_page_says_what_failed(self):
        page = results.markdown(self.run_())
        self.assertIn("| a | 2.0 [1.5 to 2.5] | 20.0 [15.0 to 25.0] | 0.10 |  |", page)
        self.assertIn("- b on Trawl: TIME_LIMIT_EXCEEDED", page)
        self.assertIn("it was shared", page)
        self.assertIn("| query | 396 | 1769 |", page)
        self.assertIn("scale 0.01; 3 timed answers", page)

    def test_the_plot_is_one_file_that_reads_as_xml(self):
        drawn = plot.svg("a < b", self.run_().bars())
        self.assertEqual(xml.etree.ElementTree.fromstring(drawn).tag, "{http://www.w3.org/2000/svg}svg")
        self.assertNotIn("href", drawn)
