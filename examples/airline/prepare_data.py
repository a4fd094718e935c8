"""Makes examples/airline/data from the public data of the npm package vega-datasets.

    npm pack vega-datasets@3.2.1 && tar xzf vega-datasets-3.2.1.tgz
    pip install duckdb
    python prepare_data.py package/data data

Flights: every sixth row of the on-time data of the US Bureau of Transportation Statistics, January to
June 2001, numbered and partitioned by month. Airports: as published. Passengers and bookings: invented
here with a fixed seed; nobody in them exists.
"""

import csv
import datetime as dt
import pathlib
import random
import shutil
import sys

import duckdb

SEED = 20010701
PASSENGERS = 4_000
BOOKINGS = 24_000
STOLEN_CARDS = 6

FIRST = """Ada Ali Amara Ana Ben Bo Carla Chen Dana Diego Elena Emre Fatima Finn Grace Hana Hugo Ines Ivan Jae
Jamila Jonas Kai Kofi Lars Leila Lucia Luka Maja Marco Mei Milan Nadia Nils Noor Oscar Paula Pedro Priya Quinn
Rana Ravi Rosa Sami Sara Sofia Tariq Tess Uma Victor Wren Yara Yusuf Zoe""".split()
LAST = """Abbas Adler Almeida Arslan Bauer Becker Brown Castro Chandra Cohen Costa Diaz Dubois Evans Fischer Garcia
Green Haddad Hansen Hill Ito Ivanova Jansen Johnson Kaya Khan Kim Kovacs Larsen Lee Lopez Martin Mensah Miller
Moreau Nguyen Novak Okafor Olsen Park Patel Pereira Popov Rossi Sato Schmidt Silva Singh Smith Tanaka Walker
Weber White Wong Yilmaz Young Zhang""".split()


def luhn(digits: str) -> str:
    total = sum(
        n if i % 2 else (n * 2 - 9 if n > 4 else n * 2)
        for i, n in enumerate(int(d) for d in reversed(digits))
    )
    return digits + str(-total % 10)


def flights(source: pathlib.Path, target: pathlib.Path) -> list[tuple]:
    con = duckdb.connect()
    con.execute(
        f"""create table legs as
        select row_number() over () as flight_id, date as departed, cast(delay as integer) as delay,
               cast(distance as integer) as distance, origin, destination, strftime(date, '%Y-%m') as month
        from (select *, row_number() over () as n from '{source}/flights-3m.parquet' where date < timestamp '2001-07-01')
        where n % 6 = 0"""
    )
    for (month,) in con.execute("select distinct month from legs order by 1").fetchall():
        folder = target / "flights" / f"month={month}"
        folder.mkdir(parents=True)
        con.execute(
            f"""copy (select flight_id, departed, delay, distance, origin, destination from legs
            where month = '{month}' order by flight_id)
            to '{folder}/part-0.parquet' (format parquet, compression zstd, row_group_size 20480)"""
        )
    return con.execute("select flight_id, departed, origin from legs order by flight_id").fetchall()


def write(path: pathlib.Path, header: list[str], rows: list[list]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def people(rng: random.Random, target: pathlib.Path) -> list[str]:
    rows, cards = [], []
    for number in range(1, PASSENGERS + 1):
        first, last = rng.choice(FIRST), rng.choice(LAST)
        born = dt.date(1930, 1, 1) + dt.timedelta(days=rng.randrange(27_000))
        card = luhn("400000" + f"{rng.randrange(10**9):09d}")
        cards.append(card)
        email = f"{first}.{last}.{number}@example.org".lower()
        phone = f"+1-{rng.randrange(200, 990)}-555-01{rng.randrange(100):02d}" if rng.random() < 0.9 else ""
        rows.append([number, f"{first} {last}", email, born.isoformat(), phone, card])
    write(target / "passengers.csv", ["passenger_id", "name", "email", "born", "phone", "card_number"], rows)
    return cards


def bookings(rng: random.Random, legs: list[tuple], cards: list[str], target: pathlib.Path) -> None:
    stolen = rng.sample(cards, STOLEN_CARDS)
    rows = []
    for number in range(1, BOOKINGS + 1):
        flight, departed, origin = rng.choice(legs)
        passenger = rng.randrange(1, PASSENGERS + 1)
        card = rng.choice(stolen) if rng.random() < 0.004 else cards[passenger - 1]
        booked = departed - dt.timedelta(minutes=rng.randrange(60, 60 * 24 * 90))
        seat = f"{rng.randrange(1, 32)}{rng.choice('ABCDEF')}"
        fare = f"{rng.randrange(3_900, 89_900) / 100:.2f}"
        rows.append([number, flight, passenger, origin, seat, fare, card, booked.isoformat() + "Z"])
    header = ["booking_id", "flight_id", "passenger_id", "station", "seat", "fare", "card_number", "booked_at"]
    write(target / "bookings.csv", header, rows)


def main() -> None:
    source, target = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    legs = flights(source, target)
    (target / "airports").mkdir()
    shutil.copy(source / "airports.csv", target / "airports" / "airports.csv")
    rng = random.Random(SEED)
    bookings(rng, legs, people(rng, target), target)


if __name__ == "__main__":
    main()
