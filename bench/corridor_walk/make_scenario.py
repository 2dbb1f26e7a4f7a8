"""Writes the corridor-walk benchmark as an ordinary scenario, and as the plain table that the reference reads.

The graph: 60 places in 30 layers of two rows, node = 2 * layer + row; the last two are destinations. Legs, sorted by
(from, to): each place to both of the next layer; within a layer from row 0 to 1 where the layer is even and from 1 to 0
where it is odd (layers 1 to 28); from row 1 back one layer at layers 3, 6, ..., 27; both ways between the destinations.
A leg takes 1 + (7 from + 3 to) mod 8 days. At place v a day brings a loss with probability 0.01 (1 + 7v mod 10) and the
amount is 10 + 5 (v mod 7) USD.

    python3 bench/corridor_walk/make_scenario.py bench/corridor_walk
"""

import heapq
import math
import sys
from pathlib import Path

LAYERS = 30
DESTINATIONS = (2 * LAYERS - 2, 2 * LAYERS - 1)


def legs() -> list[tuple[int, int]]:
    pairs = {(2 * layer + row, 2 * layer + 2 + head) for layer in range(29) for row in (0, 1) for head in (0, 1)}
    for layer in range(1, 29):
        up, down = 2 * layer, 2 * layer + 1
        pairs.add((up, down) if layer % 2 == 0 else (down, up))
    pairs |= {(2 * layer + 1, 2 * layer - 1) for layer in range(3, 28, 3)}
    pairs |= {DESTINATIONS, DESTINATIONS[::-1]}
    return sorted(pairs)


def days(leg: tuple[int, int]) -> int:
    return 1 + (7 * leg[0] + 3 * leg[1]) % 8


def days_to(destination: int, pairs: list[tuple[int, int]]) -> list[float]:
    shortest = [math.inf] * (2 * LAYERS)
    shortest[destination] = 0
    front = [(0, destination)]
    while front:
        so_far, node = heapq.heappop(front)
        for tail, head in pairs:
            if head == node and so_far + days((tail, head)) < shortest[tail]:
                shortest[tail] = so_far + days((tail, head))
                heapq.heappush(front, (shortest[tail], tail))
    return shortest


def hit_chance(node: int) -> float:
    return 0.01 * (1 + 7 * node % 10)


def amount_usd(node: int) -> int:
    return 10 + 5 * (node % 7)


def write_reference_table(folder: Path, pairs: list[tuple[int, int]]) -> None:
    to = {d: days_to(d, pairs) for d in DESTINATIONS}
    lines = [f"{2 * LAYERS} {len(pairs)} {len(DESTINATIONS)}"]
    lines += [f"{hit_chance(v):.17g} {amount_usd(v)}" for v in range(2 * LAYERS)]
    for tail, head in pairs:
        weights = [math.exp(-0.3 * (days((tail, head)) + to[d][head] - to[d][tail])) for d in DESTINATIONS]
        lines.append(f"{tail} {head} {days((tail, head))} " + " ".join(f"{w:.17g}" for w in weights))
    (folder / "graph.txt").write_text("\n".join(lines) + "\n")


def write_tables(folder: Path, pairs: list[tuple[int, int]]) -> None:
    nodes = ["id,name,country,region,lat,lon,population,kind,pass_through,source"]
    for v in range(2 * LAYERS):
        kind = "origin" if v < 2 else "destination" if v in DESTINATIONS else "city"
        nodes.append(f"N{v:02d},Place {v},XX,,0,{v // 2},0,{kind},0,benchmark")
    (folder / "nodes.csv").write_text("\n".join(nodes) + "\n")
    rows = ["id,from,to,kind,border_pair,km,bus_hours,walk_days,fare_usd,toll_low_usd,toll_usd,toll_high_usd,source"]
    for tail, head in pairs:
        rows.append(
            f"N{tail:02d}>N{head:02d},N{tail:02d},N{head:02d},road,,0,{24 * days((tail, head))},,0,0,0,0,benchmark"
        )
    (folder / "legs.csv").write_text("\n".join(rows) + "\n")


SCENARIO = """\
# Written by make_scenario.py. A walk through 60 places with known expectations; see bench/README.md.
schema_version: 1
name: Corridor walk
question: How fast is the engine, and does it agree with the exact expectations?
run: {{start: 2001-01-01, end: 2002-01-01, seed: 1, persons_per_agent: 1}}
world: {{nodes: nodes.csv, legs: legs.csv, bus_hours_per_day: 24}}
countries:
  XX: {{name: Nowhere, admits: [identity_card, passport, visa], return_per_year: 0}}
departures:
  cohorts:
    - {{node: N00, on: 2001-01-01, people: {half}}}
    - {{node: N01, on: 2001-01-01, people: {half}}}
endowment: {{cash_median_usd: 1000, cash_log_sd: 0}}
destinations:
  route_value_weight: 0
  diaspora_weight: 0
  places: {{N58: 0, N59: 0}}
settlement: {{reconsider_per_year: 0}}
routes:
  method: next_leg_logit
  scale: 1
  cost_weight_per_usd: 0
  bus_weight_per_hour: 0.0125  # 0.3 a day
  refresh_days: 3650
modes: {{walking_constant: -50, coyote_constant: -50}}
journey:
  stops:
    origin: {{stop_share: 1, departure_chance_per_day: 0.3}}
    city: {{stop_share: 1, departure_chance_per_day: 0.3}}
    destination: {{stop_share: 1, departure_chance_per_day: 0.3}}
beliefs: {{information: perfect}}
mechanisms:
  loss:
    about: A day at a place may bring a loss
    hazard_per_day_at:
{hazards}
    takes_usd_at:
{amounts}
outputs: {{record_every_days: 100}}
"""


def write_scenario(folder: Path, agents: int) -> None:
    hazards = "\n".join(f"      N{v:02d}: {-math.log1p(-hit_chance(v)):.17g}" for v in range(2 * LAYERS))
    amounts = "\n".join(f"      N{v:02d}: {amount_usd(v)}" for v in range(2 * LAYERS))
    text = SCENARIO.format(half=agents // 2, hazards=hazards, amounts=amounts)
    (folder / "corridor_walk.yaml").write_text(text)


def main() -> None:
    folder = Path(sys.argv[1])
    pairs = legs()
    write_reference_table(folder, pairs)
    write_tables(folder, pairs)
    write_scenario(folder, agents=1_000_000)


if __name__ == "__main__":
    main()
