import Hashing
import Testing

@Suite struct DigestTests {
  /// FIPS 180-4 examples.
  @Test func digestsAreThoseOfTheStandard() {
    let examples = [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ]
    for (text, digest) in examples { #expect(Digest.hexadecimal(Array(text.utf8)) == digest) }
  }

  /// The example of the Content Security Policy specification, level 3.
  @Test func policyHashIsThatOfTheStandard() {
    #expect(
      Digest.contentSecurityHash("alert('Hello, world.');")
        == "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=")
  }
}
