"""The numbers of other programs that core's tests of org.sgmrl.statistics compare with.

    python3 -m venv venv
    venv/bin/pip install rliable==1.2.0 arch==7.2.0 "pandas<3" statsmodels==0.15.0
    venv/bin/python reference.py FOLDER

writes FOLDER/rliable.json and FOLDER/scipy.json. Only for their origin: no test runs Python.
"""

import json
import platform
import re
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import scipy.stats as st
from arch.bootstrap import IIDBootstrap
from rliable import library, metrics
from statsmodels.formula.api import ols
from statsmodels.stats.anova import anova_lm
from statsmodels.stats.meta_analysis import effectsize_smd
from statsmodels.stats.multitest import multipletests

REPS = 50_000
COMMAND = "python reference.py core/src/test/resources/org/sgmrl/statistics"


def header(what, packages):
    versions = ", ".join(f"{p} {version(p)}" for p in packages)
    return {
        "origin": what,
        "script": "docs/results/statistics/reference.py",
        "command": COMMAND,
        "versions": f"Python {platform.python_version()}, {versions}",
    }


def data_sets():
    """Scores [runs][tasks] of two methods: symmetric; skewed with more runs than tasks; few runs, ties, zeros."""
    g = np.random.default_rng(20260729)
    means = g.normal(0.6, 0.4, 10)
    yield "symmetric", means + g.normal(0, 0.3, (5, 10)), means - 0.1 + g.normal(0, 0.3, (8, 10))
    scales = np.array([0.3, 1.0, 2.5])
    yield "skewed", scales * g.lognormal(-0.3, 0.9, (16, 3)), scales * g.lognormal(-0.6, 0.7, (16, 3))
    levels = g.exponential(0.8, 26)
    x = np.maximum(0, np.round(levels + g.normal(0, 0.4, (3, 26)), 1))
    y = np.maximum(0, np.round(levels + g.normal(0, 0.4, (3, 26)), 1))
    y[:, 4] = x[:, 4]
    yield "tied", x, y


AGGREGATES = {
    "mean": metrics.aggregate_mean,
    "median": metrics.aggregate_median,
    "interquartileMean": metrics.aggregate_iqm,
    "optimalityGap": metrics.aggregate_optimality_gap,
    "optimalityGapHalf": lambda s: metrics.aggregate_optimality_gap(s, gamma=0.5),
}


def points(scores):
    return np.array([f(scores) for f in AGGREGATES.values()])


def named(interval):
    return {name: [interval[0][i], interval[1][i]] for i, name in enumerate(AGGREGATES)}


def rliable_numbers():
    sets = []
    for name, x, y in data_sets():
        np.random.seed(1)  # rliable draws from numpy's global generator
        print(name, flush=True)
        runs = library.get_interval_estimates({"x": x}, points, reps=REPS)
        tasks = library.get_interval_estimates({"x": x}, points, reps=REPS, task_bootstrap=True)
        improvement = library.get_interval_estimates(
            {"p": [x, y]}, lambda a, b: np.array([metrics.probability_of_improvement(a, b)]), reps=REPS // 10
        )
        thresholds = np.round(np.linspace(0, 2, 9), 2)
        profile = library.create_performance_profile({"x": x}, thresholds, reps=REPS // 5)
        ofMeans, _ = library.create_performance_profile({"x": x}, thresholds, use_score_distribution=False, reps=10)
        rows = IIDBootstrap(x, seed=2).conf_int(points, reps=REPS, method="percentile")
        entry = {
            "name": name,
            "x": x.tolist(),
            "y": y.tolist(),
            "reps": REPS,
            "points": dict(zip(AGGREGATES, runs[0]["x"].tolist())),
            "intervalsOverRuns": named(runs[1]["x"].tolist()),
            "intervalsOverRunsAndTasks": named(tasks[1]["x"].tolist()),
            "intervalsOverWholeRows": named(rows.tolist()),
            "improvement": improvement[0]["p"][0],
            "improvementReverse": metrics.probability_of_improvement(y, x),
            "improvementReps": REPS // 10,
            "improvementInterval": improvement[1]["p"][:, 0].tolist(),
            "thresholds": thresholds.tolist(),
            "profile": profile[0]["x"].tolist(),
            "profileReps": REPS // 5,
            "profileLow": profile[1]["x"][0].tolist(),
            "profileHigh": profile[1]["x"][1].tolist(),
            "profileOfMeans": ofMeans["x"].tolist(),
        }
        sets.append(entry)
    return sets


def scipy_numbers():
    g = np.random.default_rng(7)
    pairs = [
        (g.normal(0, 1, 5), g.normal(1, 3, 8)),
        (g.normal(-20, 0.5, 3), g.normal(-24, 0.6, 3)),
        (g.lognormal(0, 1, 16), g.lognormal(0.2, 1, 16)),
        (np.array([1.0, 2.0]), np.array([2.0, 2.5])),
        (np.array([5.0, 5.0, 5.0]), g.normal(4, 1, 4)),
        (1e6 + g.normal(0, 1, 10), 1e6 + g.normal(3, 1, 12)),
    ]
    welch = []
    for a, b in pairs:
        test = st.ttest_ind(a, b, equal_var=False)
        interval = test.confidence_interval()
        n, m = len(a), len(b)
        g_value, _ = effectsize_smd(a.mean(), a.std(ddof=1), n, b.mean(), b.std(ddof=1), m)
        welch.append(
            {
                "a": a.tolist(),
                "b": b.tolist(),
                "p": test.pvalue,
                "low": interval.low,
                "high": interval.high,
                "hedges": float(g_value),
            }
        )
    holm = []
    for p in [[0.01, 0.04, 0.03, 0.005], g.uniform(0, 0.1, 10).tolist(), [0.5], [0.02, 0.02, 0.02], [0.9, 0.6, 0.001]]:
        holm.append({"p": p, "corrected": multipletests(p, method="holm")[1].tolist()})
    student = []
    for n in [2, 3, 5, 20]:
        a = g.normal(-10, 4, n)
        low, high = st.t.interval(0.95, n - 1, loc=a.mean(), scale=st.sem(a))
        student.append({"values": a.tolist(), "low": low, "high": high})
    crossed = []
    for seeds, tasks in [(3, 20), (5, 8), (8, 3), (2, 2)]:
        v = g.normal(0, 1, (seeds, 1)) + g.normal(0, 2, (1, tasks)) + g.normal(0, 0.5, (seeds, tasks))
        frame = pd.DataFrame(
            [(s, t, v[s, t]) for s in range(seeds) for t in range(tasks)], columns=["seed", "task", "value"]
        )
        table = anova_lm(ols("value ~ C(seed) + C(task)", frame).fit())
        ms, df = table["mean_sq"].to_numpy(), table["df"].to_numpy()
        cells = seeds * tasks
        variance = max(ms[0] + ms[1] - ms[2], ms[0], ms[1]) / cells
        freedom = max(1, variance**2 / sum((m / cells) ** 2 / d for m, d in zip(ms, df)))
        half = st.t.ppf(0.975, freedom) * np.sqrt(variance)
        crossed.append({"values": v.tolist(), "low": v.mean() - half, "high": v.mean() + half})
    return {"welch": welch, "holm": holm, "student": student, "crossed": crossed}


def write(path, content):
    """One data row a line, so that differences can be read."""
    text = json.dumps(content, indent=1, ensure_ascii=False)
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: "[" + re.sub(r"\s*\n\s*", " ", m.group(1)) + "]", text)
    path.write_text(text + "\n")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    bare = ["numpy", "scipy", "statsmodels", "pandas"]
    scipy_json = header("Welch, Student, Holm, Hedges and analysis of variance by SciPy and statsmodels", bare)
    write(folder / "scipy.json", scipy_json | scipy_numbers())
    rliable_json = header("aggregates, profiles and stratified bootstrap by rliable", ["rliable", "arch", *bare])
    write(folder / "rliable.json", rliable_json | {"sets": rliable_numbers()})
