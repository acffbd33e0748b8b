/// `503.graph-bfs`: grows a random graph by preferential attachment and visits it breadth first.
///
/// The graph comes from the library's own generator, so its shape is not known here; what is checked are the
/// laws that every right answer obeys.
struct GraphBreadthFirstSearch: Workload {
  let id = "503.graph-bfs"
  let title = "Breadth-first search"
  let summary = """
    Generates a Barabási–Albert graph of 10, 10,000 or 100,000 vertices with igraph and visits it breadth \
    first. Bound by memory access; has a compiled dependency that makes cold starts longer.
    """
  let language = "python"
  let sizes = InputSize.allCases
  let defaultTimeoutMilliseconds = 120_000
  let defaultMemoryMB = 512
  let dependencies = [
    PinnedDependency(name: "igraph", version: "0.11.9"),
    PinnedDependency(name: "texttable", version: "1.7.0"),
  ]
  var sources: [SourceFile] {
    [SourceFile(path: "function.py", content: PackageResources.graph_bfs_py)]
  }

  func payload(size: InputSize, seed: UInt64, sequence: Int) -> [UInt8] {
    let vertices =
      switch size {
      case .test: 10
      case .small: 10_000
      case .large: 100_000
      }
    let seed = portableSeed(seed)
    return canonicalJSON(
      Event(seed: seed, vertices: vertices, edgesPerVertex: 10, token: "\(seed)-\(sequence)"))
  }

  func validate(reply: [UInt8], payload: [UInt8]) -> ValidationProblem? {
    validated(reply: reply, payload: payload, token: (\Event.token, \Answer.token)) {
      (event, answer) throws(ValidationProblem) in
      guard (1...1_000_000).contains(event.vertices), (1...1000).contains(event.edgesPerVertex) else {
        throw ValidationProblem("foreign_payload", "the event asks for an unreasonable graph")
      }
      let n = event.vertices
      let m = event.edgesPerVertex
      let full = max(0, n - m)
      let young = n - full
      try require("vertices", answer.vertices, is: n)
      // Vertex number i is joined to min(i, m) earlier ones, hence the graph is connected.
      try require("edges", answer.edges, is: young * (young - 1) / 2 + full * m)
      try require("visited", answer.visited, is: n)
      try require("order_sum", answer.orderSum, is: n * (n - 1) / 2)
      try require("order_squares", answer.orderSquares, is: (n - 1) * n * (2 * n - 1) / 6)
      try require("tree_edges", answer.treeEdges, is: n - 1)
      try require("first level", answer.levelSizes.first, is: 1)
      guard answer.levelSizes.allSatisfy({ (1...n).contains($0) }), answer.levelSizes.count <= n else {
        throw ValidationProblem("wrong_result", "a level of the search holds no vertex or too many")
      }
      try require("vertices of all levels", answer.levelSizes.reduce(0, +), is: n)
    }
  }

  private struct Event: Codable {
    var seed: Int
    var vertices: Int
    var edgesPerVertex: Int
    var token: String

    enum CodingKeys: String, CodingKey {
      case seed, vertices, token
      case edgesPerVertex = "edges_per_vertex"
    }
  }

  private struct Answer: Decodable {
    var token: String
    var vertices: Int
    var edges: Int
    var visited: Int
    var orderSum: Int
    var orderSquares: Int
    var levelSizes: [Int]
    var treeEdges: Int

    enum CodingKeys: String, CodingKey {
      case token, vertices, edges, visited
      case orderSum = "order_sum"
      case orderSquares = "order_squares"
      case levelSizes = "level_sizes"
      case treeEdges = "tree_edges"
    }
  }
}
