"""Digits that the peers reach on NIST's reference data sets, for `sebs study nist`.

    peers-nist.py > fixtures/nist-strd/peers.csv

Needs numpy and statsmodels, and Rscript for R's rows.
"""
import math
import os
import re
import subprocess
import tempfile

import numpy as np
import statsmodels.api as sm

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "fixtures", "nist-strd")
LINEAR = "Norris Pontius NoInt1 NoInt2 Filip Longley Wampler1 Wampler2 Wampler3 Wampler4 Wampler5".split()
UNIVARIATE = "Lew.dat Lottery.dat Mavro.dat Michelso.dat NumAcc1.dat NumAcc2.dat NumAcc3.dat NumAcc4.dat PiDigits.txt".split()
SUMMARY = ["mean", "standard_deviation", "autocorrelation"]
REGRESSION = ["coefficients", "standard_errors", "residual_standard_deviation", "r_squared"]

R_LINEAR = """
d <- as.matrix(read.csv(commandArgs(TRUE)[1], header = FALSE)); y <- d[, 1]
f <- lm(y ~ 0 + d[, -1]); s <- summary(f)
se <- rep(NA, length(coef(f))); se[!is.na(coef(f))] <- s$coefficients[, 2]
r2 <- if (commandArgs(TRUE)[2] == "1") 1 - sum(resid(f)^2) / sum((y - mean(y))^2) else s$r.squared
for (v in list(coef(f), se, s$sigma, r2)) cat(sprintf("%.17g", v), "\\n")
"""
R_UNIVARIATE = """
y <- read.csv(commandArgs(TRUE)[1], header = FALSE)[, 1]
for (v in list(mean(y), sd(y), acf(y, plot = FALSE, lag.max = 1)$acf[2])) cat(sprintf("%.17g", v), "\\n")
"""


def digits(found, certified):
    """Correct digits of the worst of some numbers, 0 to 15; a certified 0 asks for the absolute size."""
    worst = 15.0
    for value, truth in zip(np.atleast_1d(found), np.atleast_1d(certified)):
        error = abs(value) if truth == 0 else abs((value - truth) / truth)
        worst = min(worst, 15.0 if error == 0 else max(0.0, -math.log10(error)) if math.isfinite(error) else 0.0)
    return worst


def run_r(code, columns, *arguments):
    with tempfile.TemporaryDirectory() as folder:
        data, script = os.path.join(folder, "data.csv"), os.path.join(folder, "script.R")
        np.savetxt(data, columns, fmt="%.17g", delimiter=",")
        with open(script, "w") as file:
            file.write(code)
        output = subprocess.run(["Rscript", script, data, *arguments], check=True, capture_output=True, text=True).stdout
    return [[math.nan if word == "NA" else float(word) for word in line.split()] for line in output.splitlines()]


def rows(kind, name, quantities, peer, found, certified):
    for quantity, value, truth in zip(quantities, found, certified):
        print(f"{name},{kind},{quantity},{peer},{digits(value, truth):.2f}")


def univariate(file):
    with open(os.path.join(FOLDER, "univariate", file)) as text:
        lines = text.read().splitlines()
    titles = ["Sample Mean", "Sample Standard Deviation (denom", "Sample Autocorrelation"]
    certified = [float(next(line for line in lines if line.startswith(title)).split()[-1]) for title in titles]
    start = max(index for index, line in enumerate(lines) if line.startswith("-----"))
    values = np.array([float(word) for line in lines[start + 1 :] for word in line.split()])
    centred = values - values.mean()
    found = [values.mean(), values.std(ddof=1), (centred[1:] @ centred[:-1]) / (centred @ centred)]
    name = file.split(".")[0]
    rows("univariate", name, SUMMARY, "numpy", found, certified)
    rows("univariate", name, SUMMARY, "R", run_r(R_UNIVARIATE, values), certified)


def linear(name):
    with open(os.path.join(FOLDER, "linear", f"{name}.dat")) as text:
        lines = text.read().splitlines()
    head = [line.split() for line in lines[:60]]
    table = [words for words in head if len(words) == 3 and re.fullmatch(r"B\d+", words[0])]
    deviation = next(float(words[2]) for words in head if words[:2] == ["Standard", "Deviation"] and len(words) == 3)
    r_squared = next(float(words[1]) for words in head if words[:1] == ["R-Squared"])
    certified = [[float(words[1]) for words in table], [float(words[2]) for words in table], deviation, r_squared]
    data = np.array([[float(word) for word in line.split()] for line in lines[60:] if line.strip()])
    y, constant = data[:, 0], table[0][0] == "B0"
    if data.shape[1] == 2:
        powers = range(0 if constant else 1, len(table) + (0 if constant else 1))
        design = np.column_stack([data[:, 1] ** power for power in powers])
    else:
        design = np.column_stack([np.ones(len(y)), data[:, 1:]])
    total = np.sum((y - y.mean()) ** 2) if constant else y @ y

    coefficients = np.linalg.lstsq(design, y, rcond=None)[0]
    residuals = y - design @ coefficients
    variance = residuals @ residuals / (len(y) - len(coefficients))
    with np.errstate(invalid="ignore"):
        errors = np.sqrt(variance * np.diag(np.linalg.inv(design.T @ design)))
    found = [coefficients, errors, np.sqrt(variance), 1 - residuals @ residuals / total]
    rows("linear", name, REGRESSION, "numpy lstsq", found, certified)
    fit = sm.OLS(y, design).fit()
    found = [fit.params, fit.bse, np.sqrt(fit.mse_resid), fit.rsquared]
    rows("linear", name, REGRESSION, "statsmodels OLS", found, certified)
    answer = run_r(R_LINEAR, np.column_stack([y, design]), str(int(constant)))
    rows("linear", name, REGRESSION, "R lm", answer, certified)


print("set,kind,quantity,peer,digits")
for file in UNIVARIATE:
    univariate(file)
for name in LINEAR:
    linear(name)
