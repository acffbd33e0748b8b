public import Measurements

/// Writes the open format as CSV: one row for each invocation.
///
/// Columns are `run_id`, those of the configuration, those of the invocation and
/// `measurement.<name>.<unit>`; columns that no record uses are left out. Missing values are empty, empty
/// texts are `""`. The campaign, counts of discarded calls and runs without calls have no place in a flat
/// table; use JSON Lines to keep them.
public enum NativeCSV {
  /// A whole data set as one text.
  ///
  /// - Throws: ``InterchangeError`` when a number is not finite or a record belongs to another run.
  /// - Complexity: Linear in the number of values.
  public static func encode(_ dataSet: DataSet) throws(InterchangeError) -> [UInt8] {
    let columns = try Columns(of: dataSet)
    var writer = ByteWriter()
    writer.raw("run_id")
    for field in columns.configuration { writer.raw("," + field.name) }
    for field in columns.invocation { writer.raw("," + field.name) }
    for column in columns.measurements {
      writer.append(",")
      writer.csvCell(column.header)
    }
    writer.append("\n")
    for run in dataSet.runs {
      var prefix = ByteWriter()
      prefix.csvCell(run.id)
      for field in columns.configuration {
        prefix.append(",")
        if let value = field.value(in: run.configuration) { prefix.csv(value) }
      }
      let start = String(decoding: prefix.bytes, as: UTF8.self)
      for record in run.invocations {
        writer.raw(start)
        writer.cells(of: record, columns.invocation, columns.measurements)
        writer.append("\n")
      }
    }
    return writer.bytes
  }
}

/// The columns that a data set uses.
struct Columns {
  var configuration: [Field<Configuration>]
  var invocation: [Field<Invocation>]
  var measurements: [MeasurementColumn]

  /// Throws when a value cannot be written.
  init(of dataSet: DataSet) throws(InterchangeError) {
    try checkRuns(dataSet)
    var usesField = [Bool](repeating: false, count: Invocation.fields.count)
    var measurements: Set<MeasurementColumn> = []
    for run in dataSet.runs {
      for field in Configuration.fields {
        if let value = field.value(in: run.configuration) {
          try checkFinite(value, field: field.name, run: run.id)
        }
      }
      for record in run.invocations {
        for (position, field) in Invocation.fields.enumerated() {
          guard let value = field.value(in: record) else { continue }
          try checkFinite(value, field: field.name, run: run.id)
          usesField[position] = true
        }
        for (name, measurement) in record.measurements {
          try checkFinite(measurement.value, field: name, run: run.id)
          measurements.insert(MeasurementColumn(name: name, unit: measurement.unit))
        }
      }
    }
    configuration = Configuration.fields.filter { field in
      dataSet.runs.contains { field.value(in: $0.configuration) != nil }
    }
    invocation = zip(Invocation.fields, usesField).filter { $0.1 || $0.0.name == "status" }.map { $0.0 }
    self.measurements = measurements.sorted { ($0.name, $0.unit) < ($1.name, $1.unit) }
  }
}

/// A column `measurement.<name>.<unit>`.
///
/// The unit ends at the last dot, so dots, percent signs and white space in it are percent-encoded.
struct MeasurementColumn: Hashable {
  let name: String
  let unit: String

  private static let prefix = Array("measurement.".utf8)

  init(name: String, unit: String) {
    self.name = name
    self.unit = unit
  }

  /// Reads the name of a column; `nil` when it is none of a measurement.
  init?(header: String) {
    let bytes = Array(header.utf8)
    guard bytes.starts(with: Self.prefix), let dot = bytes.lastIndex(of: UInt8(ascii: ".")),
      dot >= Self.prefix.count
    else { return nil }
    name = String(decoding: bytes[Self.prefix.count..<dot], as: UTF8.self)
    unit = Self.percentDecoded(bytes[(dot + 1)...])
  }

  var header: String {
    var header = String(decoding: Self.prefix, as: UTF8.self) + name + "."
    for scalar in unit.unicodeScalars {
      if scalar == "." || scalar == "%" || scalar.properties.isWhitespace || scalar.value < 0x20 {
        for byte in String(scalar).utf8 { header += (byte < 16 ? "%0" : "%") + String(byte, radix: 16) }
      } else {
        header.unicodeScalars.append(scalar)
      }
    }
    return header
  }

  private static func percentDecoded(_ bytes: ArraySlice<UInt8>) -> String {
    var decoded: [UInt8] = []
    var position = bytes.startIndex
    while position < bytes.endIndex {
      let hexadecimal = String(
        decoding: bytes[position..<min(position + 3, bytes.endIndex)].dropFirst(), as: UTF8.self)
      if bytes[position] == UInt8(ascii: "%"), hexadecimal.utf8.count == 2,
        let byte = UInt8(hexadecimal, radix: 16)
      {
        decoded.append(byte)
        position += 3
      } else {
        decoded.append(bytes[position])
        position += 1
      }
    }
    return String(decoding: decoded, as: UTF8.self)
  }
}

extension ByteWriter {
  /// Cells of a record, each with a comma in front.
  mutating func cells(
    of record: Invocation, _ fields: [Field<Invocation>], _ measurements: [MeasurementColumn]
  ) {
    for field in fields {
      append(",")
      if let value = field.value(in: record) { csv(value) }
    }
    for column in measurements {
      append(",")
      if let measurement = record.measurements[column.name], measurement.unit == column.unit {
        raw(shortestText(measurement.value))
      }
    }
  }
}
