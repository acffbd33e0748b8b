public import Measurements

extension MeasurementStore {
  /// Adds a whole campaign, run by run; for data that come from elsewhere.
  ///
  /// - Throws: Whatever the store throws; runs that were added before stay.
  public func add(_ data: DataSet) throws {
    try save(data.campaign)
    for run in data.runs {
      try addRun(id: run.id, configuration: run.configuration, toCampaign: data.campaign.id)
      try append(run.invocations, discarded: run.discarded, toRun: run.id, ofCampaign: data.campaign.id)
    }
  }
}
