"""The peers' side of the benchmark suite: the same works on the same bytes.

    peers.py list | peers.py run WORK FOLDER RUNS

Prints one line of JSON with the median CPU seconds and the peak memory, as `Benchmarks run` does.
"""
import json
import resource
import sys
import time

import numpy as np


def sample(folder, name):
    return np.fromfile(f"{folder}/{name}.f64", dtype="<f8")


def bootstrap(values, statistic, method, n_resamples, batch):
    from scipy import stats

    rng = np.random.default_rng(1)
    result = stats.bootstrap((values,), statistic, method=method, n_resamples=n_resamples, batch=batch, rng=rng)
    return float(result.confidence_interval.high)


def p99(values, axis=-1):
    return np.quantile(values, 0.99, axis=axis)


def cluster_bootstrap_median(values):
    groups = values.reshape(-1, 50)
    rng = np.random.default_rng(1)
    draws = rng.integers(0, len(groups), size=(2000, len(groups)))
    return float(np.quantile([np.median(groups[d]) for d in draws], 0.975))


def two_sample(name):
    def run(a, b):
        from scipy import stats

        return float(getattr(stats, name)(a, b).pvalue)

    return run


def quantile_regression(probability):
    def run(values):
        import warnings

        from statsmodels.regression.quantile_regression import QuantReg

        n = 100_000
        columns = [np.ones(n)] + [values[i * n : (i + 1) * n] for i in range(4)]
        response = columns[1] - columns[2] + values[4 * n : 5 * n] * columns[4]
        design = np.column_stack(columns)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit = QuantReg(response, design).fit(q=probability)
        residuals = response - design @ fit.params
        return float(np.sum(residuals * (probability - (residuals < 0))))

    return run


# work: (peer, inputs, function of the inputs, most runs)
WORKS = {
    "sort-1e6": ("numpy.sort", ["a1000000"], lambda a: float(np.median(np.sort(a))), 9),
    "p99-interval-1e6": (
        "scipy.stats.bootstrap percentile, 100 replicates",
        ["a1000000"],
        lambda a: bootstrap(a, p99, "percentile", 100, 10),
        1,
    ),
    "p99-interval-1e4": (
        "scipy.stats.bootstrap percentile, 10000 replicates",
        ["a10000"],
        lambda a: bootstrap(a, p99, "percentile", 10000, 200),
        3,
    ),
    "qn-1e4": (
        "statsmodels.robust.scale.qn_scale",
        ["a10000"],
        lambda a: float(__import__("statsmodels.robust.scale", fromlist=["x"]).qn_scale(a)),
        3,
    ),
    "medcouple-1e4": (
        "statsmodels.stats.stattools.medcouple",
        ["a10000"],
        lambda a: float(__import__("statsmodels.stats.stattools", fromlist=["x"]).medcouple(a)),
        3,
    ),
    "cluster-bootstrap-median-1e4": (
        "numpy loop over resampled clusters",
        ["a10000"],
        cluster_bootstrap_median,
        5,
    ),
    "quantile-regression-p50-1e5": (
        "statsmodels QuantReg",
        ["a1000000"],
        quantile_regression(0.5),
        3,
    ),
    "quantile-regression-p99-1e5": (
        "statsmodels QuantReg",
        ["a1000000"],
        quantile_regression(0.99),
        3,
    ),
    "bca-mean-1e4": (
        "scipy.stats.bootstrap BCa, 10000 replicates",
        ["a10000"],
        lambda a: bootstrap(a, np.mean, "BCa", 10000, 200),
        3,
    ),
    "mann-whitney-1e6": ("scipy.stats.mannwhitneyu", ["a1000000", "b1000000"], two_sample("mannwhitneyu"), 3),
    "kolmogorov-smirnov-1e6": ("scipy.stats.ks_2samp", ["a1000000", "b1000000"], two_sample("ks_2samp"), 3),
}


def main():
    if sys.argv[1] == "list":
        print("\n".join(WORKS))
        return
    peer, names, function, most = WORKS[sys.argv[2]]
    inputs = [sample(sys.argv[3], name) for name in names]
    runs = min(most, int(sys.argv[4]))
    answer = function(*inputs) if most > 1 else None
    times = []
    for _ in range(runs):
        begin = time.process_time()
        answer = function(*inputs)
        times.append(time.process_time() - begin)
    print(
        json.dumps(
            {
                "work": sys.argv[2],
                "peer": peer,
                "cpu_s": sorted(times)[len(times) // 2],
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "checksum": answer,
            }
        )
    )


main()
