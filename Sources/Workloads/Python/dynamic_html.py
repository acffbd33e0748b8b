"""110.dynamic-html: renders a page with a list of generated numbers from a Jinja2 template."""

import os
import time

from jinja2 import Environment, FileSystemLoader

ENVIRONMENT = Environment(
    loader=FileSystemLoader(os.path.dirname(os.path.abspath(__file__))), autoescape=True
)


def numbers(seed, count):
    """Numbers from 0 to 1048575: the upper bits of Knuth's linear congruential generator (MMIX)."""
    state = seed
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        yield state >> 44


def handler(event, context):
    generating = time.perf_counter_ns()
    rows = list(numbers(event["seed"], event["rows"]))
    computing = time.perf_counter_ns()
    computing_cpu = time.process_time_ns()
    page = ENVIRONMENT.get_template("page.html").render(reader=event["reader"], rows=rows)
    done_cpu = time.process_time_ns()
    done = time.perf_counter_ns()
    return {
        "result": {"token": event["token"], "html": page},
        "measurement": {
            "compute_us": (done - computing) // 1000,
            "compute_cpu_us": (done_cpu - computing_cpu) // 1000,
            "generate_us": (computing - generating) // 1000,
        },
    }
