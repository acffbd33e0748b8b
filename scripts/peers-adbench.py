"""Outlier scores of scikit-learn at its defaults on labelled sets: the peers' side of `sebs study outliers`.

    peers-adbench.py FOLDER > fixtures/adbench/peers.csv

FOLDER holds tables whose column `label` is 1 for outliers. Every method gets the columns scaled to unit variance, so
that those that depend on units (the local outlier factor) do not suffer from them; random ones get the mean of five
seeds. Prints set, method, auc.
"""
import sys
import warnings
from pathlib import Path

import numpy as np
from sklearn.covariance import MinCovDet
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
from sklearn.mixture import GaussianMixture
from sklearn.neighbors import LocalOutlierFactor
from sklearn.preprocessing import StandardScaler


def local_outlier_factor(x, seed):
    return -LocalOutlierFactor().fit(x).negative_outlier_factor_


METHODS = {
    "isolation forest": (5, lambda x, seed: -IsolationForest(random_state=seed).fit(x).score_samples(x)),
    "local outlier factor": (1, local_outlier_factor),
    "minimum covariance determinant": (5, lambda x, seed: MinCovDet(random_state=seed).fit(x).mahalanobis(x)),
    "gaussian mixture": (5, lambda x, seed: -GaussianMixture(random_state=seed).fit(x).score_samples(x)),
}


def main():
    warnings.simplefilter("ignore")
    print("set,method,auc")
    for file in sorted(Path(sys.argv[1]).glob("*.csv"), key=lambda file: file.stem):
        table = np.genfromtxt(file, delimiter=",", skip_header=1)
        x, label = StandardScaler().fit_transform(table[:, :-1]), table[:, -1]
        for name, (seeds, score) in METHODS.items():
            auc = np.mean([roc_auc_score(label, score(x, seed)) for seed in range(seeds)])
            print(f"{file.stem},{name},{auc:.6f}", flush=True)


main()
