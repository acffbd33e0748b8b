import CCrypto

/// SHA-256 (FIPS 180-4) by libcrypto.
public enum Digest {
  /// The 32 bytes of the digest.
  public static func bytes(_ input: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    var length: UInt32 = 0
    let succeeded = EVP_Digest(input, input.count, &digest, &length, EVP_sha256(), nil)
    precondition(succeeded == 1 && length == 32, "libcrypto offers no SHA-256")
    return digest
  }

  /// The digest in lower-case hexadecimal.
  public static func hexadecimal(_ input: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes(input).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The digest of a text as a content security policy names it, such as `sha256-…`.
  public static func contentSecurityHash(_ text: String) -> String {
    "sha256-" + base64(bytes(Array(text.utf8)))
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let chunk = bytes[start..<min(start + 3, bytes.count)]
      let word = chunk.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
      for position in 0..<4 {
        result.append(
          position <= chunk.count ? digits[(word >> (18 - 6 * position)) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
