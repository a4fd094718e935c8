import os
import subprocess
import sys
import unittest

from harness import spread, usage


class SpreadTest(unittest.TestCase):
    def test_quartiles(self):
        self.assertEqual(spread.quartiles([4, 1, 3, 2, 5]), (2, 3, 4))

    def test_one_value_is_all_of_them(self):
        self.assertEqual(spread.quartiles([4]), (4, 4, 4))

    def test_geometric_mean(self):
        self.assertAlmostEqual(spread.geometric_mean([1, 100]), 10)

    def test_ratios_are_taken_pair_by_pair(self):
        self.assertEqual(spread.paired_ratio([1, 20, 3], [2, 40, 3]), 0.5)


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
