"""A bar chart of the medians as one SVG file, readable on light and dark ground."""

import html
import math

ENGINES = {"trawl": "Trawl", "trino": "Trino", "fdw": "PostgreSQL FDW", "postgres": "PostgreSQL directly"}
BAR, GAP, LEFT, WIDTH, TOP = 11, 12, 56, 820, 64
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1f2328; }
.title { font-size: 15px; font-weight: 600; }
.quiet { fill: #59636e; font-size: 11px; }
.grid { stroke: #d1d9e0; }
.low { stroke: #1f2328; stroke-opacity: 0.55; }
.trawl { fill: #0969da; } .trino { fill: #bf3989; } .fdw { fill: #9a6700; } .postgres { fill: #818b98; }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc; } .quiet { fill: #9198a1; } .grid { stroke: #3d444d; } .low { stroke: #f0f6fc; }
  .trawl { fill: #58a6ff; } .trino { fill: #f778ba; } .fdw { fill: #d29922; } .postgres { fill: #9198a1; }
}
"""


def svg(title: str, bars: dict[str, dict[str, tuple[float, float, float]]]) -> str:
    """Per query and engine the lower quartile, the median and the upper quartile in milliseconds."""
    values = [value for engines in bars.values() for quartiles in engines.values() for value in quartiles]
    low = 10 ** math.floor(math.log10(min(values)))
    high = 10 ** math.ceil(math.log10(max(values) * 1.3))

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - 70) * math.log10(value / low) / math.log10(high / low)

    body, y = [], TOP + 8
    for query, engines in bars.items():
        middle = y + BAR * len(engines) / 2 + 4
        body.append(f'<text x="{LEFT - 8}" y="{middle:.0f}" text-anchor="end">{html.escape(query)}</text>')
        for engine, (lower, median, upper) in engines.items():
            body.append(
                f'<rect class="{engine}" x="{LEFT}" y="{y}" width="{max(1, x(median) - LEFT):.1f}" height="{BAR - 2}"/>'
                f'<line class="low" x1="{x(lower):.1f}" x2="{x(upper):.1f}" y1="{y + 4.5}" y2="{y + 4.5}"/>'
                f'<text class="quiet" x="{max(x(median), x(upper)) + 5:.1f}" y="{y + 9}">{label(median)}</text>')
            y += BAR
        y += GAP
    grid, power = [], low
    while power <= high:
        grid.append(f'<line class="grid" x1="{x(power):.1f}" x2="{x(power):.1f}" y1="{TOP}" y2="{y}"/>'
                    f'<text class="quiet" x="{x(power):.1f}" y="{TOP - 5}" text-anchor="middle">{label(power)}</text>')
        power *= 10
    legend, at = [], LEFT
    for engine in [name for name in ENGINES if any(name in engines for engines in bars.values())]:
        legend.append(f'<rect class="{engine}" x="{at}" y="32" width="10" height="10"/>'
                      f'<text x="{at + 15}" y="41">{ENGINES[engine]}</text>')
        at += 30 + 7 * len(ENGINES[engine])
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y + 10}" role="img">'
            f"<title>{html.escape(title)}</title><style>{STYLE}</style>"
            f'<text class="title" x="{LEFT}" y="20">{html.escape(title)}</text>\n'
            + "\n".join(legend + grid + body) + "\n</svg>\n")


def label(millis: float) -> str:
    if millis >= 1000:
        return f"{millis / 1000:.3g} s"
    return f"{millis:.0f} ms" if millis >= 10 else f"{millis:.1f} ms"
