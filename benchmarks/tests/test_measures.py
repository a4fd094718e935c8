import os
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest

from harness import fleet, queries, rounds, spread, usage


class SpreadTest(unittest.TestCase):
    def test_quartiles(self):
        self.assertEqual(spread.quartiles([4, 1, 3, 2, 5]), (2, 3, 4))

    def test_one_value_is_all_of_them(self):
        self.assertEqual(spread.quartiles([4]), (4, 4, 4))

    def test_geometric_mean(self):
        self.assertAlmostEqual(spread.geometric_mean([1, 100]), 10)

    def test_ratios_are_taken_pair_by_pair(self):
        self.assertEqual(spread.paired_ratio([1, 20, 3], [2, 40, 3]), 0.5)


class FunctionMemoryTest(unittest.TestCase):
    def test_only_what_was_reported_since_counts_and_the_most_of_it(self):
        with tempfile.TemporaryDirectory() as folder:
            measured = fleet.Fleet("bench", pathlib.Path(folder), {}, {})
            log = measured.state / "logs" / "bench-source-a.log"
            log.parent.mkdir(parents=True)
            log.write_text(self.report(999))
            before = measured.log_ends()
            with log.open("a") as more:
                more.write(self.report(300) + "said by the function\n" + self.report(400) + self.report(350))
            self.assertEqual(measured.memory(before), {"source-a": fleet.Memory(1024, 400)})

    @staticmethod
    def report(used: int) -> str:
        return f"REPORT RequestId: r\tDuration: 1.00 ms\tMemory Size: 1024 MB\tMax Memory Used: {used} MB\n"


class AsksTest(unittest.TestCase):
    def test_short_queries_are_asked_more_often_in_a_round(self):
        self.assertEqual([rounds.asks_of(seconds) for seconds in (0.004, 0.1, 0.4, 1, 30, 0)], [20, 10, 2, 1, 1, 1])


class WarmTest(unittest.TestCase):
    def test_each_engine_is_asked_until_it_is_warm_and_short_queries_oftener(self):
        found = rounds.Rounds([Stub("slow", 0.02), Stub("quick", 0.0)], {"q": "select {key}"}, 100, set)
        found.check()
        found.run(2, 3, 0.05, 1)
        slow, quick = (found.measured["q", name] for name in ("slow", "quick"))
        self.assertEqual(len(slow.millis), len(quick.millis))
        self.assertGreater(len(slow.millis), 2)
        self.assertEqual((slow.error, quick.error), (None, None))


class Stub:
    """An engine in this process that sleeps as long as it says; it is its own client."""

    def __init__(self, name: str, seconds: float):
        self.name, self.seconds, self.client = name, seconds, self

    def can(self, text: str) -> bool:
        return True

    def sql(self, text: str, key: int) -> str:
        return queries.render(text, {}, key)

    def fetch(self, sql: str) -> list:
        time.sleep(self.seconds)
        return [(1,)]

    def rows(self, result: list) -> list:
        return result

    def count(self, result: list) -> int:
        return len(result)

    def pids(self) -> set[int]:
        return {os.getpid()}


class UsageTest(unittest.TestCase):
    def test_a_tree_has_the_children_but_not_those_left_out(self):
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
        try:
            self.assertIn(child.pid, usage.tree([os.getpid()]))
            self.assertNotIn(child.pid, usage.tree([os.getpid()], without=[child.pid]))
        finally:
            child.communicate(b"\n")

    def test_this_process_uses_memory_and_time(self):
        self.assertGreater(usage.resident_bytes([os.getpid()]), 1 << 20)
        self.assertGreaterEqual(usage.cpu_seconds([os.getpid()]), 0)

    def test_a_process_that_is_gone_uses_nothing(self):
        self.assertEqual(usage.cpu_seconds([2**22 + 1]), 0)
        self.assertEqual(usage.resident_bytes([2**22 + 1]), 0)
