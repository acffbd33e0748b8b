#!/usr/bin/env python3
"""Digits of NIST's certified parameters that scipy reaches on the 27 nonlinear sets, from both starts.

    scripts/peers-nist-nonlinear.py > fixtures/nist-strd/nonlinear/peers.csv

`curve_fit` and `least_squares` (trf) with their defaults, as a user would call them: plain formulas, numerical
derivatives, no scaling. 0 digits stand for a failure.
"""
import csv
import os
import re
import sys
import warnings

import numpy as np
from scipy.optimize import curve_fit, least_squares

FOLDER = os.path.join(os.path.dirname(__file__), "..", "fixtures", "nist-strd", "nonlinear")
exp, pi = np.exp, np.pi


def ratio(numerator):
    def model(x, *b):
        return np.polyval(b[:numerator][::-1], x) / (1 + x * np.polyval(b[numerator:][::-1], x))

    return model


def decays(x, a, b, c, d, e, f):
    return a * exp(-b * x) + c * exp(-d * x) + e * exp(-f * x)


def peaks(x, a, b, c, d, e, f, g, h):
    return a * exp(-b * x) + c * exp(-((x - d) ** 2) / e**2) + f * exp(-((x - g) ** 2) / h**2)


def cycles(x, a, b, c, d, e, f, g, h, i):
    def cycle(length, cosine, sine):
        return cosine * np.cos(2 * pi * x / length) + sine * np.sin(2 * pi * x / length)

    return a + cycle(12, b, c) + cycle(d, e, f) + cycle(g, h, i)


MODELS = {
    "Misra1a": lambda x, a, b: a * (1 - exp(-b * x)),
    "BoxBOD": lambda x, a, b: a * (1 - exp(-b * x)),
    "Misra1b": lambda x, a, b: a * (1 - (1 + b * x / 2) ** -2.0),
    "Misra1c": lambda x, a, b: a * (1 - (1 + 2 * b * x) ** -0.5),
    "Misra1d": lambda x, a, b: a * b * x / (1 + b * x),
    "Chwirut1": lambda x, a, b, c: exp(-a * x) / (b + c * x),
    "Chwirut2": lambda x, a, b, c: exp(-a * x) / (b + c * x),
    "DanWood": lambda x, a, b: a * x**b,
    "Lanczos1": decays,
    "Lanczos2": decays,
    "Lanczos3": decays,
    "Gauss1": peaks,
    "Gauss2": peaks,
    "Gauss3": peaks,
    "Kirby2": ratio(3),
    "Hahn1": ratio(4),
    "Thurber": ratio(4),
    "Nelson": lambda x, a, b, c: a - b * x[0] * exp(-c * x[1]),
    "MGH09": lambda x, a, b, c, d: a * (x**2 + x * b) / (x**2 + x * c + d),
    "MGH10": lambda x, a, b, c: a * exp(b / (x + c)),
    "MGH17": lambda x, a, b, c, d, e: a + b * exp(-x * d) + c * exp(-x * e),
    "Roszman1": lambda x, a, b, c, d: a - b * x - np.arctan(c / (x - d)) / pi,
    "ENSO": cycles,
    "Rat42": lambda x, a, b, c: a / (1 + exp(b - c * x)),
    "Rat43": lambda x, a, b, c, d: a / (1 + exp(b - c * x)) ** (1 / d),
    "Eckerle4": lambda x, a, b, c: a / b * exp(-0.5 * ((x - c) / b) ** 2),
    "Bennett5": lambda x, a, b, c: a * (b + x) ** (-1 / c),
}


def read(name):
    with open(os.path.join(FOLDER, name + ".dat")) as file:
        lines = file.read().splitlines()
    rows = [list(map(float, m[1].split())) for m in (re.match(r"\s*b\d+ =(.*)", line) for line in lines) if m]
    data = np.array([list(map(float, line.split())) for line in lines[60:] if line.strip()])
    parameters = np.array(rows)
    response = np.log(data[:, 0]) if name == "Nelson" else data[:, 0]
    predictors = data[:, 1:].T if name == "Nelson" else data[:, 1]
    return predictors, response, parameters[:, 0], parameters[:, 1], parameters[:, 2]


def digits(parameters, certified):
    error = np.max(np.abs((parameters - certified) / certified))
    return 11.0 if error == 0 else float(min(11, max(0, -np.log10(error))))


def main():
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["set", "kind", "quantity", "peer", "digits"])
    for name in sorted(MODELS):
        x, y, first, second, certified = read(name)
        model = MODELS[name]
        peers = {
            "scipy curve_fit": lambda start: curve_fit(model, x, y, p0=start)[0],
            "scipy least_squares": lambda start: least_squares(lambda b: model(x, *b) - y, start).x,
        }
        for number, start in enumerate((first, second), 1):
            for peer, fit in peers.items():
                try:
                    with warnings.catch_warnings(), np.errstate(all="ignore"):
                        warnings.simplefilter("ignore")
                        reached = digits(fit(start), certified)
                    reached = reached if np.isfinite(reached) else 0.0
                except (RuntimeError, ValueError):
                    reached = 0.0
                writer.writerow([name, "nonlinear", f"parameters_start_{number}", peer, f"{reached:.1f}"])


main()
