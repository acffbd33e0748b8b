import Statistics

extension Work {
  static let resampling: [Work] = [
    Work("bca-mean-1e4") { inputs in
      let values = try inputs.sample(10_000)
      return { try MeanLaw(of: values).interval(.bca).interval.upper ?? .nan }
    },
    Work("bca-mean-1e6") { inputs in
      let values = try inputs.sample(1_000_000)
      return { try MeanLaw(of: values).interval(.bca).interval.upper ?? .nan }
    },
    Work("block-bootstrap-median-1e4") { inputs in
      let values = try inputs.sample(10_000)
      return {
        try BlockQuantileLaw(ofQuantile: 0.5, of: values, kind: .moving, blockLength: 100)
          .interval(.percentile).interval.upper ?? .nan
      }
    },
    Work("block-bootstrap-mean-1e4") { inputs in
      let values = try inputs.sample(10_000)
      return {
        try BlockMeanLaw(of: values, kind: .circular, blockLength: 100).interval(.percentile).interval.upper
          ?? .nan
      }
    },
  ]

  static let tests: [Work] = [
    Work("mann-whitney-1e6") { inputs in
      let (first, second) = (try inputs.sample(1_000_000), try inputs.second(1_000_000))
      return { try PooledSamples(first, second).mannWhitney().pValue }
    },
    Work("kolmogorov-smirnov-1e6") { inputs in
      let (first, second) = (try inputs.sample(1_000_000), try inputs.second(1_000_000))
      return { try PooledSamples(first, second).kolmogorovSmirnov().pValue }
    },
  ]
}
