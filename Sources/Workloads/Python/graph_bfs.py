"""503.graph-bfs: grows a random graph by preferential attachment and visits it breadth first."""

import random
import time

import igraph


def count_tree_edges(levels, parents):
    """Number of vertices whose parent in the search tree lies exactly one level above them."""
    depth = {vertex: level for level, vertices in enumerate(levels) for vertex in vertices}
    return sum(1 for vertex in depth if depth[vertex] > 0 and depth.get(parents[vertex]) == depth[vertex] - 1)


def handler(event, context):
    vertices = event["vertices"]
    random.seed(event["seed"])

    generating = time.perf_counter_ns()
    graph = igraph.Graph.Barabasi(vertices, event["edges_per_vertex"])
    computing = time.perf_counter_ns()
    computing_cpu = time.process_time_ns()
    order, level_starts, parents = graph.bfs(0)
    done_cpu = time.process_time_ns()
    done = time.perf_counter_ns()

    levels = [order[first:end] for first, end in zip(level_starts, level_starts[1:])]
    return {
        "result": {
            "token": event["token"],
            "vertices": graph.vcount(),
            "edges": graph.ecount(),
            "visited": len(order),
            "order_sum": sum(order),
            "order_squares": sum(vertex * vertex for vertex in order),
            "level_sizes": [len(level) for level in levels],
            "tree_edges": count_tree_edges(levels, parents),
        },
        "measurement": {
            "compute_us": (done - computing) // 1000,
            "compute_cpu_us": (done_cpu - computing_cpu) // 1000,
            "generate_us": (computing - generating) // 1000,
        },
    }
