internal import COpenBLAS

/// The BLAS and LAPACK that this library runs on, for the provenance of results.
///
/// The last bits of products and factorisations depend on the kernel (`coreName`) and on the number of threads;
/// with one thread, the default, repeated runs are bit-equal on one machine.
public enum BLAS {
  /// The kernel family that was chosen for this processor, such as `Zen` or `SkylakeX`.
  public static var coreName: String { String(cString: openblas_get_corename()) }

  /// Name and version of the library, such as `OpenBLAS 0.3.21`.
  public static var version: String {
    configuration.split(separator: " ").prefix(2).joined(separator: " ")
  }

  /// The library's own description of how it was built.
  public static var configuration: String { String(cString: openblas_get_config()) }

  /// Number of threads that one call uses.
  public static var threadCount: Int {
    prepare()
    return Int(openblas_get_num_threads())
  }

  /// Sets the number of threads of the whole process, 1 to 128 or what the build allows, if that is less.
  ///
  /// Not to be called while other calls run. More than 1 pays for large products on an idle machine only.
  public static func setThreadCount(_ count: Int) throws(LinearAlgebraError) {
    prepare()
    guard (1...128).contains(count) else { throw .invalidThreadCount(count) }
    openblas_set_num_threads(count.blas)
  }

  /// Once a process: one thread, and no second search for NaN by LAPACKE, since inputs are checked here.
  static func prepare() { _ = preparation }

  private static let preparation: Void = {
    openblas_set_num_threads(1)
    LAPACKE_set_nancheck(0)
  }()
}

extension Int {
  /// The number as BLAS takes it; every matrix side and count was checked to fit when the matrix was made.
  var blas: Int32 { Int32(truncatingIfNeeded: self) }
}

extension CChar {
  /// A one-letter option of LAPACK.
  init(option letter: Unicode.Scalar) { self = CChar(truncatingIfNeeded: letter.value) }
}

/// Turns LAPACK's `info` into an error; a positive `info` is the routine's own and left to the caller.
///
/// - Returns: `info`, 0 or greater.
@discardableResult
func lapackStatus(_ info: Int32, _ routine: String) throws(LinearAlgebraError) -> Int {
  switch info {
  case 0...: return Int(info)
  case -1011 ... -1010: throw .outOfMemory(routine: routine)
  default: throw .illegalArgument(routine: routine, position: Int(-info))
  }
}
