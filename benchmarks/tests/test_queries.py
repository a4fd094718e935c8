import unittest

from harness import gateway, places, queries, tpch, trino


class QueriesTest(unittest.TestCase):
    def test_a_query_is_what_follows_its_name(self):
        parsed = queries.parse("-- @a\nselect 1\n-- @b\nselect *\n-- why\nfrom {orders}\n")
        self.assertEqual(parsed, {"a": "select 1", "b": "select * from {orders}"})

    def test_a_name_that_comes_twice_is_refused(self):
        with self.assertRaises(ValueError):
            queries.parse("-- @a\nselect 1\n-- @a\nselect 2\n")

    def test_tables_and_the_key_are_filled_in(self):
        sql = "select * from {orders} where o_orderkey = {key}"
        self.assertEqual(queries.tables(sql), ["orders"])
        self.assertEqual(queries.render(sql, {"orders": "a.o"}, 7), "select * from a.o where o_orderkey = 7")

    def test_keys_exist(self):
        for number in (0, 1, 7, 100_000):
            key = queries.key(number, 15_000)
            self.assertEqual(key % 32, 1)
            self.assertLessEqual(key, 60_000)

    def test_patterns_select_in_the_order_of_the_file(self):
        self.assertEqual(queries.select(["h*", "a"], ["a", "b", "h1", "h2"]), ["a", "h1", "h2"])

    def test_an_unknown_name_is_refused(self):
        with self.assertRaises(SystemExit):
            queries.select(["zz"], ["a"])

    def test_every_engine_has_every_table_of_every_query(self):
        for name, sql in queries.read(places.QUERIES).items():
            for table in queries.tables(sql):
                with self.subTest(query=name, table=table):
                    self.assertIn(table.removesuffix("_pg"), tpch.TABLES)
                    self.assertIn(table, trino.NAMES)
                    self.assertIn(table, gateway.NAMES)
