"""The Python side of sgmrl's bridge to environments written in Python: Python 3.9 or newer, standard library only.

A worker reads requests from memory that it shares with the trainer and answers there; a byte in a pipe wakes who
sleeps. It ends when the trainer's end of the pipe is closed, also while the user's code runs.
"""
import array
import faulthandler
import hashlib
import json
import math
import mmap
import os
import random
import select
import signal
import sys
import threading
import time
import traceback
import types

HERE = "<sgmrl bridge>"
OLDEST = (3, 9)

# Words of 64 bits: the first eight are written by the trainer, the next eight by the worker.
REQUEST, COMMAND, COUNT, TEXT, TRAINER_SLEEPS, EXPIRED, SPIN, RESELECT = range(8)
RESPONSE, STATUS, ANSWER, WORKER_SLEEPS, ENDED, WHEREABOUTS, READY = range(8, 15)
TEXT_START = 128
TEXT_BYTES = 1 << 18

# Who is to blame, for the trainer's choice of an exception.
DONE, FAILED, REFUSED, UNAVAILABLE = range(4)

SPEC_KEYS = ("observation_space", "action_space", "horizon", "meta_batch_size", "iterations")


# NumPy's types that can be copied as they are.
NUMBERS = set()


class Fault(Exception):
    def __init__(self, status, message):
        super().__init__(message)
        self.status = status


def short(value, most=80):
    try:
        text = " ".join(repr(value).split())
    except Exception:  # the user's own __repr__
        text = "a " + type(value).__name__
    return text if len(text) <= most else text[:most] + "…"


class Code:
    """The user's file."""

    def __init__(self, path, shown):
        self.path = os.path.realpath(path)
        self.shown = shown
        self.folder = os.path.dirname(self.path)
        self.source = None
        self.module = None

    def load(self):
        try:
            with open(self.path, "rb") as file:
                self.source = file.read()
        except OSError as error:
            raise Fault(REFUSED, f"{self.shown} cannot be read: {error.strerror}")
        sys.path[0] = self.folder
        # Not under the file's own name, which may be that of a module it imports.
        self.module = types.ModuleType("sgmrl_tasks")
        self.module.__file__ = self.path
        sys.modules["sgmrl_tasks"] = self.module
        try:
            exec(compile(self.source, self.path, "exec"), self.module.__dict__)
        except SyntaxError as error:
            raise Fault(REFUSED, f"{self.name(error.filename)}:{error.lineno}: {type(error).__name__}: {error.msg}")
        except ImportError as error:
            raise Fault(
                UNAVAILABLE,
                f"{self.blame(error)}; install it for {sys.executable}, or name the Python that has it",
            )
        except BaseException as error:
            raise Fault(REFUSED, self.blame(error))

    def function(self, name, needed=True):
        found = getattr(self.module, name, None)
        if found is None and needed:
            raise Fault(REFUSED, f"{self.shown} has no {name}; it must have spec, sample_task(rng) and make(task)")
        if found is not None and not callable(found):
            raise Fault(REFUSED, f"{self.shown}: {name} = {short(found)} must be a function")
        return found

    def name(self, file):
        """A file for people: relative to the folder of the user's file where it lies in there."""
        if file is None:
            return self.shown
        file = os.path.realpath(file)
        if file == self.path:
            return self.shown
        inside = os.path.commonprefix([file, self.folder + os.sep]) == self.folder + os.sep
        return os.path.relpath(file, self.folder) if inside else file

    def rank(self, file):
        """How much a file is the user's: 2 the file itself, 1 one beside it, 0 a library."""
        if file == self.path:
            return 2
        library = "site-packages" in file or "dist-packages" in file
        return 1 if file.startswith(self.folder + os.sep) and not library else 0

    def place(self, frames):
        """File, line and function of the innermost frame of the user's own code."""
        frames = [f for f in frames if f.filename != HERE and not f.filename.startswith("<frozen")]
        if not frames:
            return self.shown
        best = max(range(len(frames)), key=lambda i: (self.rank(os.path.realpath(frames[i].filename)), i))
        frame = frames[best]
        text = f"{self.name(frame.filename)}:{frame.lineno}"
        if frame.name != "<module>":
            text += f" in {frame.name}"
        if best < len(frames) - 1:
            last = frames[-1]
            text += f" (through {self.name(last.filename)}:{last.lineno})"
        return text

    def blame(self, error):
        words = " ".join(str(error).split())
        what = type(error).__name__ + (f": {words}" if words else "")
        return f"{self.place(traceback.extract_tb(error.__traceback__))}: {what}"

    def definition(self, function):
        """Where a function begins, for faults that are found after it has returned."""
        function = getattr(function, "__func__", function)
        code = getattr(function, "__code__", None)
        if code is None:
            return f"{self.shown}: {getattr(function, '__qualname__', short(function))}"
        return f"{self.name(code.co_filename)}:{code.co_firstlineno} in {code.co_name}"

    def beside(self):
        """Loaded modules beside the user's file: their names and where they are."""
        found = []
        for name in sorted(sys.modules):
            file = getattr(sys.modules[name], "__file__", None)
            if file and name != "sgmrl_tasks" and self.rank(os.path.realpath(file)) == 1:
                found.append((name, os.path.realpath(file)))
        return found

    def sources(self):
        """All files that the environment is made from: where they are, by name within the folder."""
        files = [self.path] + [file for _, file in self.beside()]
        return {os.path.relpath(file, self.folder): file for file in files}

    def digest(self):
        """Of all these files."""
        total = hashlib.sha256(self.source)
        for name, file in self.beside():
            with open(file, "rb") as content:
                total.update(name.encode() + b"\0" + hashlib.sha256(content.read()).digest())
        return total.hexdigest()


class Space:
    """A Box or a Discrete: Gymnasium's objects, any that look like them, or dictionaries with their keys."""

    def __init__(self, key, given, code):
        self.key = key
        where = f"{code.shown}: {key} = {short(given)}"
        if isinstance(given, int) and not isinstance(given, bool) and key == "observation_space":
            given = {"shape": [given]}
        if isinstance(given, dict):
            wrong = sorted(str(k) for k in given if k not in ("n", "start", "low", "high", "shape"))
            if wrong:
                raise Fault(REFUSED, f"{where}: unknown key {wrong[0]}; there are n, start, low, high, shape")
            get = given.get
        else:
            def get(name):
                return getattr(given, name, None)

        self.numpy = None
        n = get("n")
        if n is not None and type(given).__name__ != "MultiBinary":
            self.n = whole(n, where + ": n")
            self.start = int(get("start") or 0)
            self.shape = (self.n,)
            self.size = self.n
            return
        self.n = None
        low, high, shape = get("low"), get("high"), get("shape")
        if (low is None or high is None) and (key == "action_space" or shape is None):
            also = ", or a number of numbers" if key == "observation_space" else ""
            raise Fault(REFUSED, f"{where} must be a Box (low, high) or a Discrete (n){also}")
        if shape is None:
            shape = getattr(low, "shape", None) or (len(low) if hasattr(low, "__len__") else 1,)
        try:
            self.shape = tuple(int(length) for length in shape)
        except TypeError:
            raise Fault(REFUSED, f"{where}: shape = {short(shape)} must be a list of lengths")
        self.size = math.prod(self.shape)
        if self.size < 1 or min(self.shape, default=1) < 1:
            raise Fault(REFUSED, f"{where}: shape = {short(shape)} must have at least one number")
        if key == "action_space":
            self.low = self.bounds(low, where + ": low")
            self.high = self.bounds(high, where + ": high")
            for i in range(self.size):
                if not (math.isfinite(self.low[i]) and math.isfinite(self.high[i]) and self.low[i] < self.high[i]):
                    raise Fault(
                        REFUSED,
                        f"{where}: the bounds of component {i} are {self.low[i]} and {self.high[i]}; they must be"
                        " finite and ascending",
                    )
            if type(low).__module__ == "numpy":
                # Whoever describes actions with NumPy expects them as such.
                self.numpy = sys.modules["numpy"]
                self.dtype = low.dtype

    def bounds(self, given, where):
        try:
            flat = flatten(given.tolist() if hasattr(given, "tolist") else given)
            flat = [float(x) for x in flat]
        except (TypeError, ValueError):
            raise Fault(REFUSED, f"{where} = {short(given)} must be numbers")
        if len(flat) == 1:
            return flat * self.size
        if len(flat) != self.size:
            raise Fault(REFUSED, f"{where} has {len(flat)} numbers and must have {self.size}")
        return flat

    def describe(self):
        if self.n is not None:
            return {"n": self.n}
        if self.key == "action_space":
            return {"low": self.low, "high": self.high}
        return {"size": self.size}


def whole(value, where):
    try:
        number = int(value)
        if number == value and number >= 1 and not isinstance(value, bool):
            return number
    except (TypeError, ValueError, OverflowError):
        pass
    raise Fault(REFUSED, f"{where} = {short(value)} must be a whole number, at least 1")


def flatten(value):
    if not isinstance(value, (list, tuple)):
        return [value]
    if not any(isinstance(x, (list, tuple)) for x in value):
        return list(value)
    return [x for part in value for x in flatten(part)]


def shape_of(value):
    shape = []
    while isinstance(value, (list, tuple)):
        shape.append(len(value))
        value = value[0] if value else None
    return tuple(shape)


class Worker:
    def __init__(self, memory, wake_in, wake_out):
        self.memory = memory
        self.bytes = memoryview(memory)
        self.head = self.bytes[:TEXT_START].cast("q")
        self.wake_in = wake_in
        self.wake_out = wake_out
        self.lock = threading.Lock()
        self.closing = False
        self.credit = 8
        self.code = None
        self.task_text = None
        self.environments = []
        self.tasks = []
        self.handlers = [self.load, self.sample, self.reset, self.step, self.provenance, self.where, self.close]

    # ---- exchange

    def fence(self):
        """Lets nothing read later be read before what was written: taking a lock is a fence, plain access is not."""
        self.lock.acquire()
        self.lock.release()

    def wait(self, wanted):
        head = self.head
        spin = head[SPIN]
        # Looking must have paid lately, as on the trainer's side.
        if spin > 0 and (self.credit > 0 or wanted % 256 == 0):
            clock = time.perf_counter_ns
            end = clock() + spin
            while clock() < end:
                if (
                    head[REQUEST] == wanted
                    or head[REQUEST] == wanted
                    or head[REQUEST] == wanted
                    or head[REQUEST] == wanted
                ):
                    self.credit = min(8, self.credit + 1)
                    return
            self.credit = max(0, self.credit - 4)
        head[WORKER_SLEEPS] = 1
        self.fence()
        while head[REQUEST] != wanted:
            if not os.read(self.wake_in, 64):
                self.leave()
        head[WORKER_SLEEPS] = 0

    def serve(self):
        head = self.head
        wanted = 0
        while True:
            wanted += 1
            self.wait(wanted)
            status, answer = DONE, b""
            try:
                reply = self.handlers[head[COMMAND]]()
                if reply is not None:
                    answer = json.dumps(reply).encode()
            except Fault as fault:
                status, answer = fault.status, self.line(fault.status, str(fault), "")
            except BaseException as error:  # also SystemExit of the user's code
                trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
                status, answer = FAILED, self.line(FAILED, self.code.blame(error), trace)
            if len(answer) > TEXT_BYTES:
                status = FAILED
                rule = f"its JSON has {len(answer)} bytes and may have at most {TEXT_BYTES}"
                answer = self.line(FAILED, f"{self.code.shown}: a task is too large: {rule}", "")
            self.bytes[TEXT_START : TEXT_START + len(answer)] = answer
            head[ANSWER] = len(answer)
            head[STATUS] = status
            head[RESPONSE] = wanted
            self.fence()
            if head[TRAINER_SLEEPS]:
                os.write(self.wake_out, b"x")
            if self.closing:
                self.leave()

    def line(self, status, message, trace):
        message = message if len(message) <= 1500 else message[:1500] + "…"
        return json.dumps({"message": message, "trace": trace[-8000:]}).encode()

    def request(self):
        return bytes(self.bytes[TEXT_START : TEXT_START + self.head[TEXT]]).decode()

    def leave(self):
        for environment in self.environments:
            try:
                environment.close()
            except BaseException:  # it ends either way
                pass
        sys.stderr.flush()
        os._exit(0)

    # ---- commands

    def load(self):
        order = json.loads(self.request())
        self.code = code = Code(order["file"], order["shown"])
        if sys.version_info < OLDEST:
            version = ".".join(map(str, sys.version_info[:3]))
            raise Fault(UNAVAILABLE, f"{sys.executable} is Python {version}, and 3.9 or newer is needed")
        code.load()
        wanted = order.get("digest")
        digest = hashlib.sha256(code.source).hexdigest()
        if wanted is not None and wanted != digest:
            raise Fault(FAILED, f"{code.shown} was changed while it is in use; start again with the new one")
        self.sample_task = code.function("sample_task")
        self.make_task = code.function("make")
        self.set_task = code.function("set_task", needed=False)
        self.read_spec()
        self.bind(order["rollouts"])
        return {
            "observation": self.observation.describe(),
            "action": self.action.describe(),
            "horizon": self.horizon,
            "metaBatchSize": self.meta_batch_size,
            "iterations": self.iterations,
            "digest": digest,
        }

    def read_spec(self):
        code = self.code
        spec = getattr(code.module, "spec", None)
        if spec is None:
            code.function("spec")
        if callable(spec) and not isinstance(spec, type):
            try:
                spec = spec()
            except BaseException as error:
                raise Fault(REFUSED, code.blame(error))
        if not isinstance(spec, dict):
            spec = {key: getattr(spec, key) for key in SPEC_KEYS if getattr(spec, key, None) is not None}
        for key in spec:
            if key not in SPEC_KEYS:
                raise Fault(REFUSED, f"{code.shown}: spec has the unknown key {key}; there are {', '.join(SPEC_KEYS)}")
        if spec.get("horizon") is None:
            raise Fault(REFUSED, f"{code.shown}: spec has no horizon, the number of steps of an episode")
        self.horizon = whole(spec["horizon"], f"{code.shown}: spec: horizon")
        self.meta_batch_size = self.optional(spec, "meta_batch_size")
        self.iterations = self.optional(spec, "iterations")
        self.observation = self.space(spec, "observation_space")
        self.action = self.space(spec, "action_space")

    def optional(self, spec, key):
        return 0 if spec.get(key) is None else whole(spec[key], f"{self.code.shown}: spec: {key}")

    def space(self, spec, key):
        """The space as the specification says, or else as an environment does."""
        given = spec.get(key)
        if given is None:
            if not self.environments:
                random.seed(0)
                self.environments = [self.make(self.draw(0))]
                self.tasks = [None]
            given = getattr(self.environments[0], key, None)
            if given is None:
                raise Fault(
                    REFUSED, f"{self.code.shown}: spec has no {key}, and neither has the object that make returns"
                )
        return Space(key, given, self.code)

    def bind(self, rollouts):
        """Lays views over the shared memory: arrays of numbers of 64 bits, one after the other."""
        self.width = width = 1 if self.action.n is not None else self.action.size
        self.rollouts = rollouts
        # The observations as NumPy sees them, and its class, once the environment has shown that it uses NumPy.
        self.matrix = self.ndarray = self.action_rows = None
        self.steppers = []
        if rollouts == 0:
            return
        start = TEXT_START + TEXT_BYTES

        def view(count, form):
            nonlocal start
            start += 8 * count
            return self.bytes[start - 8 * count : start].cast(form)

        self.active = view(rollouts, "q")
        self.flags = view(rollouts, "q")
        self.rewards = view(rollouts, "d")
        self.actions = view(rollouts * width, "d")
        self.observations = view(rollouts * self.observation.size, "d")
        numpy = self.action.numpy
        if numpy is not None:
            rows = numpy.frombuffer(self.actions, dtype=numpy.float64)
            self.action_rows = rows.reshape((rollouts,) + self.action.shape)

    def draw(self, seed):
        """A task as an object; the seed decides it, whichever generator the user takes."""
        random.seed(seed)
        self.seed_numpy(seed)
        task = self.sample_task(random.Random(seed))
        where = f"{self.code.definition(self.sample_task)}: the task {short(task)}"
        try:
            text = json.dumps(task, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise Fault(FAILED, f"{where} must be JSON (finite numbers, text, lists, dictionaries): {error}")
        if task is None:
            raise Fault(FAILED, f"{where} must be a value; does sample_task return it?")
        return json.loads(text)

    @staticmethod
    def seed_numpy(seed):
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            numpy.random.seed(seed & 0xFFFFFFFF)

    def sample(self):
        return self.draw(int(self.request()))

    def make(self, task):
        environment = self.make_task(task)
        for name in ("reset", "step"):
            if not callable(getattr(environment, name, None)):
                raise Fault(
                    FAILED,
                    f"{self.code.definition(self.make_task)}: {short(environment)} must have Gymnasium's reset(seed=…)"
                    f" and step(action), and has no {name}",
                )
        return environment

    def reset(self):
        """Seeds stand where flags will."""
        count = self.head[COUNT]
        text = self.request()
        values = []
        for i in range(count):
            if i == len(self.environments):
                self.environments.append(self.make(json.loads(text)))
                self.tasks.append(text)
            elif self.tasks[i] != text:
                if self.tasks[i] is not None and self.set_task is not None:
                    self.tasks[i] = None
                    self.set_task(self.environments[i], json.loads(text))
                else:
                    self.tasks[i] = None
                    close = getattr(self.environments[i], "close", None)
                    if close is not None:
                        close()
                    self.environments[i] = self.make(json.loads(text))
                self.tasks[i] = text
            environment = self.environments[i]
            seed = self.flags[i]
            # For environments that use the generators of the whole process.
            random.seed(seed)
            self.seed_numpy(seed)
            result = environment.reset(seed=seed)
            if not isinstance(result, tuple) or len(result) != 2:
                raise Fault(
                    FAILED,
                    f"{self.code.definition(environment.reset)}: it returned {short(result)} and must return"
                    " (observation, info)",
                )
            values += self.numbers(result[0], environment.reset)
        self.put(self.observations, values)
        self.steppers = []

    def numbers(self, observation, method):
        """An observation as a list of floats, after all checks but that for NaN."""
        space = self.observation

        def wrong(rule):
            raise Fault(FAILED, f"{self.code.definition(method)}: the observation {short(observation)} {rule}")

        value = observation.tolist() if hasattr(observation, "tolist") else observation
        if space.n is not None:
            try:
                index = int(value) - space.start
            except (TypeError, ValueError):
                index = -1
            if not 0 <= index < space.n or index + space.start != value:
                wrong(f"must be a whole number from {space.start} to {space.start + space.n - 1}")
            return [1.0 if j == index else 0.0 for j in range(space.n)]
        shape = getattr(observation, "shape", None)
        shape = shape_of(value) if shape is None else tuple(shape)
        flat = flatten(value)
        if shape != space.shape or len(flat) != space.size:
            wrong(f"has shape {shape} and must have {space.shape}")
        for number in flat:
            if isinstance(number, (str, bytes)) or not hasattr(number, "__float__") or type(number) is complex:
                wrong(f"must be real numbers, not {type(number).__name__}")
        return [float(number) for number in flat]

    def put(self, view, values):
        view[: len(values)] = array.array("d", values)

    def step(self):
        count = self.head[COUNT]
        if self.head[RESELECT] or len(self.steppers) != count:
            # Looking methods up takes longer than calling them.
            self.steppers = [self.environments[i].step for i in self.active[:count].tolist()]
        size = self.observation.size
        plain = self.observation.n is None and len(self.observation.shape) == 1
        shape, matrix, ndarray = self.observation.shape, self.matrix, self.ndarray
        values, rewards, ended = [], [], None
        extend, append = values.extend, rewards.append
        k = 0
        for step, action in zip(self.steppers, self.batch_of_actions(count)):
            result = step(action)
            try:
                observation, reward, terminated, truncated, _ = result
            except (TypeError, ValueError):
                self.not_five(result, step)
            kind = observation.__class__
            if plain and (kind is list or kind is tuple) and len(observation) == size:
                extend(observation)
            elif kind is ndarray and observation.shape == shape and observation.dtype in NUMBERS and not values:
                matrix[k] = observation
                plain = False
            else:
                # All at once at the end is for lists only.
                self.put_observations(values)
                values.clear()
                plain = False
                self.put_row(k, observation, step)
                matrix, ndarray = self.matrix, self.ndarray
            append(reward)
            if terminated is not False or truncated is not False:
                flag = self.truth(terminated, "terminated", step) + 2 * self.truth(truncated, "truncated", step)
                if flag:
                    ended = ended or [0] * count
                    ended[k] = flag
            k += 1
        self.put_observations(values)
        self.put_rewards(rewards)
        if ended:
            self.flags[:count] = array.array("q", ended)
        self.head[ENDED] = 1 if ended else 0

    def put_observations(self, values):
        try:
            self.put(self.observations, values)
        except (TypeError, ValueError, OverflowError):
            size = self.observation.size
            for k in range(len(values) // size):
                self.numbers(values[k * size : (k + 1) * size], self.steppers[k])
            raise

    def put_rewards(self, rewards):
        try:
            self.put(self.rewards, rewards)
        except (TypeError, ValueError, OverflowError):
            for k, reward in enumerate(rewards):
                try:
                    array.array("d", [reward])
                except (TypeError, ValueError, OverflowError):
                    where = self.code.definition(self.steppers[k])
                    raise Fault(FAILED, f"{where}: the reward {short(reward)} must be a number")
            raise

    def put_row(self, k, observation, step):
        kind = type(observation)
        if self.ndarray is None and kind.__module__ == "numpy" and kind.__name__ == "ndarray":
            numpy = sys.modules["numpy"]
            NUMBERS.update(numpy.dtype(letter) for letter in "?bBhHiIlLqQefd")
            rows = numpy.frombuffer(self.observations, dtype=numpy.float64)
            self.matrix = rows.reshape((self.rollouts,) + self.observation.shape)
            self.ndarray = kind
        size = self.observation.size
        self.observations[k * size : (k + 1) * size] = array.array("d", self.numbers(observation, step))

    def truth(self, value, what, step):
        if value is True or value is False:
            return value
        if type(value).__name__ in ("bool", "bool_") or (type(value) is int and value in (0, 1)):
            return bool(value)
        raise Fault(FAILED, f"{self.code.definition(step)}: {what} = {short(value)} must be True or False")

    def batch_of_actions(self, count):
        space, width = self.action, self.width
        flat = self.actions[: count * width]
        if space.n is not None:
            start = space.start
            return [int(a) + start for a in flat]
        if self.action_rows is not None:
            return self.action_rows[:count].astype(space.dtype)  # a copy: environments may keep theirs
        flat = flat.tolist()
        if len(space.shape) == 1:
            return [flat[j : j + width] for j in range(0, count * width, width)]
        return [self.nested(flat[j : j + width], space.shape) for j in range(0, count * width, width)]

    def nested(self, flat, shape):
        if len(shape) <= 1:
            return flat if shape else flat[0]
        part = len(flat) // shape[0]
        return [self.nested(flat[j : j + part], shape[1:]) for j in range(0, len(flat), part)]

    def not_five(self, result, step):
        count = len(result) if isinstance(result, (tuple, list)) else None
        raise Fault(
            FAILED,
            f"{self.code.definition(step)}: it returned {short(result) if count is None else f'{count} values'} and"
            " must return (observation, reward, terminated, truncated, info)"
            + (", as Gymnasium does: old Gym's done does not tell the two apart" if count == 4 else ""),
        )

    def where(self):
        """Where step (or, for a count of 0, reset) of an environment stands."""
        environment = self.environments[self.active[0] if self.head[COUNT] else 0]
        return self.code.definition(environment.step if self.head[COUNT] else environment.reset)

    def provenance(self):
        return {
            "python": f"{sys.implementation.name} {'.'.join(map(str, sys.version_info[:3]))}",
            "packages": packages(),
            "digest": self.code.digest(),
            "sources": self.code.sources(),
        }

    def close(self):
        self.closing = True

    # ---- the trainer's death, and its patience

    def watch(self, patience):
        """Ends the process, and all that the user's code has forked, when the trainer is gone."""
        main = threading.main_thread().ident
        poller = select.poll()
        poller.register(self.wake_in, 0)  # hanging up is always told
        ticks = 0
        while not poller.poll(250):
            if self.head[EXPIRED] == 1 and self.head[WHEREABOUTS] == 0:
                place = self.code.place(traceback.extract_stack(sys._current_frames()[main])) if self.code else ""
                place = place.encode()[:1000]
                self.bytes[TEXT_START : TEXT_START + len(place)] = place
                self.head[WHEREABOUTS] = len(place) + 1
            if ticks % 40 == 0:
                # Native code may never give this thread its turn: a timer of C ends that. It is long, since
                # it runs on while the machine stands still.
                faulthandler.dump_traceback_later(2 * patience + 600, exit=True, file=sys.stderr)
            ticks += 1
        if self.closing:
            time.sleep(2)
        os.killpg(0, signal.SIGKILL)


def packages():
    """Installed packages that are loaded, with their versions."""
    from importlib import metadata

    found = {}
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        if "." in name or name.startswith("_") or not ("site-packages" in file or "dist-packages" in file):
            continue
        try:
            version = metadata.version(name)
        except Exception:  # a module that is called otherwise than its package
            version = getattr(module, "__version__", None)
        if version is not None:
            found[name] = str(version)
    return found


def main(file, patience):
    # The pipes are ours alone: what the user's code prints goes where errors go, and it has nothing to read.
    wake_in, wake_out = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    os.setpgid(0, 0)  # an interrupt at the keyboard is for the trainer
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def forked():
        os.close(wake_in)
        os.close(wake_out)

    os.register_at_fork(after_in_child=forked)
    handle = os.open(file, os.O_RDWR)
    os.unlink(file)
    memory = mmap.mmap(handle, 0)
    os.close(handle)
    worker = Worker(memory, wake_in, wake_out)
    worker.head[READY] = 1
    threading.Thread(target=worker.watch, args=(patience,), daemon=True).start()
    worker.serve()


main(sys.argv[1], float(sys.argv[2]))
