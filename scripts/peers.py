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


def block_bootstrap(kind, values, statistic):
    import arch.bootstrap

    sampler = getattr(arch.bootstrap, kind)(100, values, seed=1)
    return float(sampler.conf_int(statistic, reps=10000, method="percentile")[1, 0])


def two_sample(name):
    def run(a, b):
        from scipy import stats

        return float(getattr(stats, name)(a, b).pvalue)

    return run


def ruptures_pelt(values):
    import ruptures

    found = ruptures.Pelt(model="l2", jump=1, min_size=1).fit(values).predict(pen=2 * np.log(len(values)))
    return len(found) - 1


def ruptures_kernel(values):
    import ruptures

    found = ruptures.KernelCPD(kernel="linear", min_size=1).fit(values).predict(pen=2 * np.log(len(values)))
    return len(found) - 1


def energy_of_all_splits(values):
    """The statistic from the matrix of all distances, as E-divisive programs compute it, without permutations."""
    n = len(values)
    sums = np.zeros((n + 1, n + 1))
    sums[1:, 1:] = np.abs(values[:, None] - values[None, :]).cumsum(0).cumsum(1)
    t = np.arange(2, n - 1)
    before, total, joint = sums[t, t], sums[n, n], sums[t, n]
    between, after = joint - before, total - 2 * joint + before
    energy = 2 * between / (t * (n - t)) - before / (t * (t - 1)) - after / ((n - t) * (n - t - 1))
    return float(np.max(t * (n - t) / n * energy))


def least_squares(columns, response):
    import statsmodels.api as sm

    fit = sm.OLS(response, columns.reshape(5, -1).T).fit()
    return float(fit.bse[1])


def robust_regression(columns, response):
    import statsmodels.api as sm

    model = sm.RLM(response, columns.reshape(5, -1).T, M=sm.robust.norms.TukeyBiweight())
    return float(model.fit().params[1])


def bootstrap_least_squares(columns, response):
    """100 of the 2000 replicates; main() multiplies the time."""
    design = np.ascontiguousarray(columns.reshape(5, -1).T)
    rng = np.random.default_rng(1)
    slopes = []
    for _ in range(100):
        rows = rng.integers(0, len(response), len(response))
        slopes.append(np.linalg.lstsq(design[rows], response[rows], rcond=None)[0][1])
    return float(np.std(slopes))


# How often the work of a peer must be done for the whole of ours.
SHARES = {"ols-cases-bootstrap-1e5": 20}

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


def minimum_covariance_determinant(values):
    from sklearn.covariance import MinCovDet

    rows = values[:600_000].reshape(6, -1).T
    fit = MinCovDet(random_state=1).fit(rows)
    return float(np.linalg.slogdet(np.cov(rows[fit.raw_support_].T))[1])


def pareto_fit(excesses):
    from scipy import stats

    return float(stats.genpareto.fit(excesses, floc=0)[0])


def two_modes(values):
    """Log-likelihood of the values themselves: that of the logarithms minus the sum of these."""
    from sklearn.mixture import GaussianMixture

    logs = np.log(values)[:, None]
    fit = GaussianMixture(2, tol=1e-8, max_iter=1000, random_state=1).fit(logs)
    return float(fit.score(logs) * len(logs) - logs.sum())


def dip_test(values):
    import diptest

    return float(diptest.diptest(values, boot_pval=True, n_boot=1999, seed=1)[0])


def kaplan_meier(ends, limits):
    from statsmodels.duration.survfunc import SurvfuncRight

    curve = SurvfuncRight(np.minimum(ends, limits), (ends <= limits).astype(int))
    return float(curve.surv_prob[np.searchsorted(curve.surv_times, 1, side="right") - 1])


def figures(name):
    def run(values):
        import peers_figures

        return float(getattr(peers_figures, name)(values))

    return run


# work: (peer, inputs, function of the inputs, most runs)
WORKS = {
    "figures-12-1e5": ("matplotlib, twelve figures without their bootstrap bands", ["a100000"], figures("report"), 2),
    "figure-series-1e6": ("matplotlib, the line alone", ["s1000000"], figures("series"), 2),
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
    "change-points-l2-1e5": ("ruptures KernelCPD linear (C)", ["s100000"], ruptures_kernel, 3),
    "change-points-l2-1e4": ("ruptures Pelt l2, jump 1", ["s10000"], ruptures_pelt, 1),
    "change-points-l2-1e3": ("ruptures Pelt l2, jump 1", ["s1000"], ruptures_pelt, 1),
    "energy-division-1e4": (
        "numpy, one scan of all splits on the distance matrix",
        ["s10000"],
        energy_of_all_splits,
        1,
    ),
    "energy-statistic-1e3": (
        "numpy, one scan of all splits on the distance matrix",
        ["s1000"],
        energy_of_all_splits,
        9,
    ),
    "detect-changes-1e3": ("ruptures Pelt l2, jump 1", ["s1000"], ruptures_pelt, 1),
    "ols-1e5": ("statsmodels OLS", ["x100000", "y100000"], least_squares, 5),
    "ols-cases-bootstrap-1e5": (
        "numpy loop of lstsq over 100 of 2000 replicates, time x 20",
        ["x100000", "y100000"],
        bootstrap_least_squares,
        1,
    ),
    "mm-1e5": ("statsmodels RLM, Tukey biweight from least squares", ["x100000", "y100000"], robust_regression, 3),
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
    "pareto-fit-1e5": ("scipy.stats.genpareto.fit", ["g100000"], pareto_fit, 3),
    "mixture-1e5": ("scikit-learn GaussianMixture of the logarithms", ["m100000"], two_modes, 3),
    "dip-test-1e4": ("diptest, 1999 bootstrap samples", ["a10000"], dip_test, 3),
    "kaplan-meier-1e5": ("statsmodels SurvfuncRight", ["a100000", "b100000"], kaplan_meier, 3),
    "mcd-1e5": ("scikit-learn MinCovDet", ["a1000000"], minimum_covariance_determinant, 1),
    "bca-mean-1e4": (
        "scipy.stats.bootstrap BCa, 10000 replicates",
        ["a10000"],
        lambda a: bootstrap(a, np.mean, "BCa", 10000, 200),
        3,
    ),
    # 100 replicates without the jackknife, which would need n² memory and time.
    "bca-mean-1e6": (
        "scipy.stats.bootstrap percentile (BCa does not finish), 100 replicates",
        ["a1000000"],
        lambda a: bootstrap(a, np.mean, "percentile", 100, 10),
        1,
    ),
    "block-bootstrap-median-1e4": (
        "arch.bootstrap.MovingBlockBootstrap, 10000 replicates",
        ["a10000"],
        lambda a: block_bootstrap("MovingBlockBootstrap", a, np.median),
        1,
    ),
    "block-bootstrap-mean-1e4": (
        "arch.bootstrap.CircularBlockBootstrap, 10000 replicates",
        ["a10000"],
        lambda a: block_bootstrap("CircularBlockBootstrap", a, np.mean),
        1,
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
                "cpu_s": sorted(times)[len(times) // 2] * SHARES.get(sys.argv[2], 1),
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "checksum": answer,
            }
        )
    )


main()
