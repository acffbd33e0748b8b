"""Twelve figures of a report and a long series as SVG with matplotlib, as a Python user would draw them: the kinds of
charts of `Sources/Benchmarks/FigureWork.swift` from the same values, without its bootstrap bands and change-points."""
import io

import matplotlib

matplotlib.use("svg")

import matplotlib.pyplot as plt
import numpy as np
from scipy import stats

WIDTH = 183 / 25.4


def save(figure):
    text = io.BytesIO()
    figure.savefig(text, format="svg", bbox_inches="tight")
    plt.close(figure)
    return len(text.getvalue())


def axes(height=3.6, **options):
    figure, axis = plt.subplots(figsize=(WIDTH, height))
    axis.set(**options)
    return figure, axis


def interval(ordered, probability):
    """Estimate and interval of a quantile from order statistics."""
    n = len(ordered)
    ranks = stats.binom.ppf([0.025, 0.975], n, probability).astype(int).clip(0, n - 1)
    return np.quantile(ordered, probability), ordered[ranks[0]], ordered[ranks[1]]


def tail(groups):
    figure, axis = axes(yscale="log", xlabel="Percentile (%)", ylabel="Value")
    for index, group in enumerate(groups):
        ordered = np.sort(group)
        places = 1 - 10.0 ** -np.linspace(0, np.log10(len(ordered)), 360)
        low, high = (
            ordered[stats.binom.ppf(p, len(ordered), places).astype(int).clip(0, len(ordered) - 1)]
            for p in (0.025, 0.975)
        )
        u = -np.log10(1 - places.clip(max=1 - 1e-9))
        axis.plot(u, np.quantile(ordered, places), label=f"Platform {index}")
        axis.fill_between(u, low, high, alpha=0.2)
    axis.set_xticks([0, 1, 2, 3, 4], ["0", "90", "99", "99.9", "99.99"])
    axis.legend()
    return save(figure)


def percentiles(groups):
    figure, axis = axes(5, xscale="log", xlabel="Value")
    row = 0
    for probability in (0.5, 0.9, 0.99, 0.999):
        for index, group in enumerate(groups):
            value, low, high = interval(np.sort(group), probability)
            axis.errorbar(value, row, xerr=[[value - low], [high - value]], fmt="o", color=f"C{index}")
            row -= 1
    return save(figure)


def ecdf(groups):
    figure, axis = axes(xscale="log", xlabel="Value", ylabel="Share")
    for group in groups:
        axis.ecdf(group)
    return save(figure)


def shift(groups):
    figure, axis = axes(xlabel="Quantile (%)", ylabel="Difference")
    places = np.arange(0.02, 0.99, 0.02)
    axis.plot(100 * places, np.quantile(groups[1], places) - np.quantile(groups[0], places), "o-")
    axis.axhline(0)
    return save(figure)


def violins(cells):
    figure, axis = axes(xlabel="Memory", ylabel="log10 value")
    axis.violinplot([np.log10(cell) for cell in cells], points=512, showmedians=True)
    return save(figure)


def boxes(cells):
    figure, axis = axes(yscale="log", xlabel="Memory", ylabel="Value")
    axis.boxplot(cells)
    return save(figure)


def histogram(groups):
    figure, axis = axes(xlabel="log10 value", ylabel="Count")
    for group in groups:
        axis.hist(np.log10(group), bins=60, alpha=0.5)
    return save(figure)


def convergence(values):
    figure, axis = axes(xscale="log", yscale="log", xlabel="Values", ylabel="Half-width (%)")
    sizes = np.round(20 * (len(values) / 20) ** np.linspace(0, 1, 25)).astype(int)
    for probability in (0.5, 0.9, 0.99, 0.999):
        parts = [interval(np.sort(values[:n]), probability) for n in sizes]
        axis.plot(sizes, [(high - low) / 2 / value * 100 for value, low, high in parts])
    return save(figure)


def quantiles(values):
    figure, axis = axes()
    stats.probplot(np.log(values), plot=axis)
    return save(figure)


def autocorrelation(values):
    figure, axis = axes(xlabel="Lag", ylabel="Autocorrelation")
    ranks = stats.rankdata(values) - (len(values) + 1) / 2
    spectrum = np.fft.rfft(ranks, 2 * len(ranks))
    found = np.fft.irfft(spectrum * spectrum.conj())[:31]
    axis.bar(np.arange(1, 31), found[1:] / found[0])
    return save(figure)


def series(values):
    figure, axis = axes(xlabel="Time", ylabel="Value")
    axis.plot(np.datetime64("2023-11-14", "s") + np.arange(len(values)), values, linewidth=0.5)
    return save(figure)


def calendar(values):
    figure, axis = axes(xlabel="Day", ylabel="Hour")
    days = len(values) // 24
    figure.colorbar(axis.pcolormesh(values[: 24 * days].reshape(days, 24).T))
    return save(figure)


def report(values):
    values = 20 * values
    index = np.arange(len(values))
    platforms = [values[index % 4 == k] for k in range(4)]
    versions = [values[index // 20 % 2 == k] for k in range(2)]
    cells = [values[(index // 4 % 5 == m) & (index // 20 % 2 == v)] for m in range(5) for v in range(2)]
    return float(
        sum(
            [
                tail(platforms), percentiles(platforms), ecdf(versions), shift(versions), violins(cells),
                boxes(cells), histogram(platforms), convergence(values), quantiles(values),
                autocorrelation(values), series(values), calendar(20 + values[:2000] / 20),
            ]
        )
    )  # fmt: skip
