"""Medians, quartiles, ratios."""

import math
import statistics


def quartiles(values: list[float]) -> tuple[float, float, float]:
    """Lower quartile, median, upper quartile; of one value all three are it."""
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def geometric_mean(values: list[float]) -> float:
    return math.exp(sum(map(math.log, values)) / len(values))


def paired_ratio(values: list[float], base: list[float]) -> float:
    """The median of the ratios of values that were measured one after the other."""
    return statistics.median(value / other for value, other in zip(values, base, strict=True))
