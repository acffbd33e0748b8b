/// The sentences of a diagnosis.
struct TailWords {
  let diagnosis: TailDiagnosis

  init(_ diagnosis: TailDiagnosis) { self.diagnosis = diagnosis }

  func findings() -> [Finding] { [] }
}
