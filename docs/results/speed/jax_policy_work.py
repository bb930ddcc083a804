"""A policy's work at a half-cheetah's sizes in JAX, for policy-work.sh: microseconds of processor time.

    python jax_policy_work.py [SECONDS]

The same as PolicyBenchmark in module bench: 20 trajectories of 100 steps in lockstep, tanh network 20-100-100-6, diagonal
Gaussian, float32. Prints lines `WORK MICROSECONDS WAY=MICROSECONDS ...` for
  sample    a batch in the stub environment,
  gradient  the gradient of sum w log pi over its 2000 rows,
  product   the Hessian of the same times a vector,
  task      MAML's use of these: two batches, two gradients, a product.
Each is compiled for several tasks one after the other, so that calls from Python cost nothing; what can be written in more
than one way is measured in all of them, and the fastest counts.
"""

import os
import sys
import time

# One thread. Vectors of 512 bits where the processor has them: by default XLA takes 256.
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false --xla_cpu_prefer_vector_width=512"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp

jax.config.update("jax_default_prng_impl", "unsafe_rbg")  # the quickest generator there is

SIZES = [20, 100, 100, 6]
TRAJECTORIES, HORIZON = 20, 100
ROWS = TRAJECTORIES * HORIZON
TASKS = 8
ALPHA = 0.1 / ROWS
START = 0.5


def new_policy(key):
    layers = []
    for inputs, outputs in zip(SIZES, SIZES[1:]):
        key, drawn = jax.random.split(key)
        limit = (6 / (inputs + outputs)) ** 0.5
        layers.append((jax.random.uniform(drawn, (inputs, outputs), minval=-limit, maxval=limit), jnp.zeros(outputs)))
    return layers, jnp.zeros(SIZES[-1])


def mean(layers, x):
    for weights, biases in layers[:-1]:
        x = jnp.tanh(x @ weights + biases)
    weights, biases = layers[-1]
    return x @ weights + biases


def sample(policy, key, unroll=1):
    """Observations, actions and rewards [steps, trajectories, ...]."""
    layers, log_std = policy
    std = jnp.exp(log_std)

    def step(state, noise):
        action = mean(layers, state) + std * noise
        force = jnp.clip(0.1 * action, -1, 1).mean(axis=-1)
        return 0.75 * state + 0.25 * force[:, None], (state, action, force)

    noise = jax.random.normal(key, (HORIZON, TRAJECTORIES, SIZES[-1]))
    state = jnp.full((TRAJECTORIES, SIZES[0]), START)
    return jax.lax.scan(step, state, noise, unroll=unroll)[1]


def objective(policy, observations, actions, weights):
    layers, log_std = policy
    z = (actions - mean(layers, observations)) * jnp.exp(-log_std)
    # Without the constant, which has no derivative.
    return jnp.dot(weights, -0.5 * (z * z).sum(axis=-1) - log_std.sum())


def gradient(policy, observations, actions, weights, blocks=1):
    """By blocks of rows, which fit into the second-level cache."""
    if blocks == 1:
        return jax.grad(objective)(policy, observations, actions, weights)
    parts = [x.reshape((blocks, -1) + x.shape[1:]) for x in (observations, actions, weights)]

    def add(total, part):
        return jax.tree.map(jnp.add, total, jax.grad(objective)(policy, *part)), None

    return jax.lax.scan(add, jax.tree.map(jnp.zeros_like, policy), tuple(parts))[0]


def forward_product(policy, v, *batch, blocks=1):
    return jax.jvp(lambda p: gradient(p, *batch, blocks=blocks), (policy,), (v,))[1]


def reverse_product(policy, v, *batch, blocks=1):
    return jax.vjp(lambda p: gradient(p, *batch, blocks=blocks), policy)[1](v)[0]


def flat(observations, actions):
    return observations.reshape(ROWS, SIZES[0]), actions.reshape(ROWS, SIZES[-1])


def task(policy, key, weights, reverse, blocks=1):
    first, second = jax.random.split(key)
    inner = flat(*sample(policy, first)[:2])

    def adapt(p):
        return jax.tree.map(lambda x, g: x + ALPHA * g, p, gradient(p, *inner, weights, blocks=blocks))

    if reverse:
        adapted, pull = jax.vjp(adapt, policy)
    else:
        adapted = adapt(policy)
    outer = flat(*sample(adapted, second)[:2])
    v = gradient(adapted, *outer, weights, blocks=blocks)
    return pull(v)[0] if reverse else jax.jvp(adapt, (policy,), (v,))[1]


def processor_microseconds(work, seconds, *arguments):
    """Of one task: the mean over calls of a function that works on all of them."""
    compiled = jax.jit(work).lower(*arguments).compile()

    def calls(least):
        start, count = time.process_time(), 0
        while time.process_time() - start < least:
            jax.block_until_ready(compiled(*arguments))
            count += 1
        return (time.process_time() - start) / count

    calls(seconds / 4)  # warm-up
    return calls(seconds) * 1e6 / TASKS


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2
    key = jax.random.key(1)
    policy = new_policy(key)
    keys = jax.random.split(key, TASKS)
    v = jax.tree.map(lambda x: jax.random.normal(key, x.shape), policy)
    weights = jax.random.normal(key, (ROWS,))
    batches = jax.jit(lambda ks: jax.lax.map(lambda k: flat(*sample(policy, k)[:2]), ks))(keys)

    def best(name, *ways):
        times = {way: processor_microseconds(work, seconds / len(ways), *arguments) for way, work, *arguments in ways}
        print(name, round(min(times.values()), 1), *(f"{way}={t:.1f}" for way, t in times.items()), flush=True)

    one_by_one = jax.lax.map
    best(
        "sample",
        ("scan", lambda p, k: one_by_one(lambda k: sample(p, k), k), policy, keys),
        ("scan-unrolled", lambda p, k: one_by_one(lambda k: sample(p, k, unroll=4), k), policy, keys),
        # Batches at the same parameters could be stepped together; those at parameters of their own cannot.
        ("tasks-together", lambda p, k: jax.vmap(lambda k: sample(p, k))(k), policy, keys),
    )
    best(
        "gradient",
        ("all-rows", lambda p, d, w: one_by_one(lambda d: gradient(p, *d, w), d), policy, batches, weights),
        ("blocks", lambda p, d, w: one_by_one(lambda d: gradient(p, *d, w, blocks=4), d), policy, batches, weights),
    )
    best(
        "product",
        ("forward", lambda p, v, d, w: one_by_one(lambda d: forward_product(p, v, *d, w), d), policy, v, batches, weights),
        ("forward-blocks", lambda p, v, d, w: one_by_one(lambda d: forward_product(p, v, *d, w, blocks=4), d), policy, v, batches, weights),
        ("reverse", lambda p, v, d, w: one_by_one(lambda d: reverse_product(p, v, *d, w), d), policy, v, batches, weights),
    )
    best(
        "task",
        ("forward", lambda p, k, w: one_by_one(lambda k: task(p, k, w, reverse=False), k), policy, keys, weights),
        ("forward-blocks", lambda p, k, w: one_by_one(lambda k: task(p, k, w, reverse=False, blocks=4), k), policy, keys, weights),
        ("reverse", lambda p, k, w: one_by_one(lambda k: task(p, k, w, reverse=True), k), policy, keys, weights),
    )


if __name__ == "__main__":
    main()
