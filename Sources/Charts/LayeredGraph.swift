/// A graph drawn in layers after Sugiyama, Tagawa and Toda (1981): circles are opened, each node stands in the layer after
/// its latest predecessor, long edges get a place in every layer that they pass, and the order within layers follows the
/// medians of the neighbours.
struct LayeredGraph: Sendable {
  /// The place of a node, or of an edge on its way past a layer.
  struct Cell: Sendable {
    var layer: Int
    /// The place across the layer, in steps of a cell.
    var position: Double
  }

  /// First the nodes in their order, then the places of long edges.
  private(set) var cells: [Cell]
  /// For each edge the cells that it passes, from the earlier layer to the later.
  private(set) var routes: [[Int]]
  /// Whether an edge closes a circle and runs against the layers.
  private(set) var reversed: [Bool]
  /// The number of layers.
  private(set) var count: Int
  /// The number of cells that the broadest layer has.
  private(set) var widest: Int

  /// - Parameters:
  ///   - count: the number of nodes.
  ///   - edges: pairs of different nodes.
  /// - Complexity: linear in nodes and edges for the layers; a fixed number of sorted sweeps for the order.
  init(count nodeCount: Int, edges: [(from: Int, to: Int)]) {
    reversed = Self.closing(edges, nodeCount)
    let forward = zip(edges, reversed).map { $1 ? (from: $0.to, to: $0.from) : $0 }
    let layerOfNode = Self.layers(forward, nodeCount)
    cells = layerOfNode.map { Cell(layer: $0, position: 0) }
    routes = []
    for edge in forward {
      var route = [edge.from]
      for layer in stride(from: layerOfNode[edge.from] + 1, to: layerOfNode[edge.to], by: 1) {
        route.append(cells.count)
        cells.append(Cell(layer: layer, position: 0))
      }
      routes.append(route + [edge.to])
    }
    count = (layerOfNode.max() ?? -1) + 1
    var order: [[Int]] = Array(repeating: [], count: count)
    for (index, cell) in cells.enumerated() { order[cell.layer].append(index) }
    widest = order.map(\.count).max() ?? 0
    arrange(&order)
  }

  /// Edges that lead back to a node from which the search has come.
  private static func closing(_ edges: [(from: Int, to: Int)], _ count: Int) -> [Bool] {
    var outgoing: [[Int]] = Array(repeating: [], count: count)
    for (index, edge) in edges.enumerated() { outgoing[edge.from].append(index) }
    var closing = Array(repeating: false, count: edges.count)
    var state = Array(repeating: 0, count: count)
    for root in 0..<count where state[root] == 0 {
      var stack = [(node: root, next: 0)]
      state[root] = 1
      while let top = stack.last {
        guard top.next < outgoing[top.node].count else {
          state[top.node] = 2
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let edge = outgoing[top.node][top.next]
        let target = edges[edge].to
        if state[target] == 1 {
          closing[edge] = true
        } else if state[target] == 0 {
          state[target] = 1
          stack.append((target, 0))
        }
      }
    }
    return closing
  }

  /// One more than the latest predecessor, by Kahn's order.
  private static func layers(_ edges: [(from: Int, to: Int)], _ count: Int) -> [Int] {
    var layers = Array(repeating: 0, count: count)
    var waiting = Array(repeating: 0, count: count)
    var outgoing: [[Int]] = Array(repeating: [], count: count)
    for edge in edges {
      waiting[edge.to] += 1
      outgoing[edge.from].append(edge.to)
    }
    var ready = (0..<count).filter { waiting[$0] == 0 }
    var next = 0
    while next < ready.count {
      let node = ready[next]
      next += 1
      for target in outgoing[node] {
        layers[target] = max(layers[target], layers[node] + 1)
        waiting[target] -= 1
        if waiting[target] == 0 { ready.append(target) }
      }
    }
    return layers
  }

  /// Sweeps down and up by the medians of the neighbours and keeps the order with the fewest crossings; then gives
  /// positions that lie as near to the neighbours as the order allows.
  private mutating func arrange(_ order: inout [[Int]]) {
    var before: [[Int]] = Array(repeating: [], count: cells.count)
    var after = before
    for route in routes {
      for (first, second) in zip(route, route.dropFirst()) {
        before[second].append(first)
        after[first].append(second)
      }
    }
    var rank = Array(repeating: 0, count: cells.count)
    func number(_ order: [[Int]]) {
      for layer in order { for (place, cell) in layer.enumerated() { rank[cell] = place } }
    }
    number(order)
    var best = (order: order, crossings: crossings(order, after, rank))
    for sweep in 0..<12 where best.crossings > 0 {
      let isDown = sweep % 2 == 0
      let neighbours = isDown ? before : after
      for layer in isDown ? Array(order.indices) : order.indices.reversed() {
        let wanted = order[layer].map { cell -> Double in
          let ranks = neighbours[cell].map { Double(rank[$0]) }.sorted()
          guard !ranks.isEmpty else { return Double(rank[cell]) }
          return (ranks[(ranks.count - 1) / 2] + ranks[ranks.count / 2]) / 2
        }
        order[layer] = order[layer].indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
          .map { order[layer][$0] }
        for (place, cell) in order[layer].enumerated() { rank[cell] = place }
      }
      let found = crossings(order, after, rank)
      if found < best.crossings { best = (order, found) }
    }
    order = best.order
    let last = Double(max(0, widest - 1))
    for layer in order {
      let start = (last - Double(layer.count - 1)) / 2
      for (place, cell) in layer.enumerated() { cells[cell].position = start + Double(place) }
    }
    for sweep in 0..<8 {
      let neighbours = sweep % 2 == 0 ? before : after
      for layer in sweep % 2 == 0 ? order : order.reversed() {
        let wanted = layer.map { cell -> Double in
          let near = neighbours[cell]
          return near.isEmpty
            ? cells[cell].position : near.reduce(0) { $0 + cells[$1].position } / Double(near.count)
        }
        // The order stays: each wanted place is at least that of the cell before.
        var highest = -Double.infinity
        let ordered = wanted.enumerated().map { place, value -> Double in
          highest = max(highest, value + Double(place) * 1e-9)
          return highest
        }
        for (cell, position) in zip(layer, LabelSpacing.spread(ordered, spacing: 1, in: 0...max(last, 0))) {
          cells[cell].position = position
        }
      }
    }
  }

  private func crossings(_ order: [[Int]], _ after: [[Int]], _ rank: [Int]) -> Int {
    var total = 0
    for layer in order {
      let ends = layer.flatMap { cell in after[cell].map { (rank[cell], rank[$0]) } }
      for (index, first) in ends.enumerated() {
        for second in ends[(index + 1)...]
        where (first.0 - second.0) * (first.1 - second.1) < 0 { total += 1 }
      }
    }
    return total
  }
}
