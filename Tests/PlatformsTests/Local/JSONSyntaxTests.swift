import Testing

@testable import Platforms

@Suite struct JSONSyntaxTests {
  @Test(arguments: [
    "0", "-0", "-1.5e+10", "1E-2", "true", "false", "null", #""""#, #""a\u00e9\n\/\"""#, "[]", "{}", " [ ] ",
    "[1,2 , 3]", #"{"a":{"b":[{}]},"c":[]}"#, "\t\r\n1\n", #"{"":0,"":0}"#, #"["ü","\ud800"]"#,
    "[[],[[]],{}]",
  ])
  func `text by the standard is accepted`(_ text: String) {
    #expect(JSONSyntax.isValid(Array(text.utf8)))
  }

  @Test(arguments: [
    "", " ", "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "NaN", "Infinity", "-Infinity", "tru", "truee",
    "True", "'a'", #"""#, #""\x""#, #""\u12""#, #""\u12g4""#, "\"\n\"", "[", "]", "[1", "[1,]", "[,1]",
    "[1 2]",
    "{", "}", "{1:2}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a":1 "b":2}"#, #"{"a":1]"#, "[1}", "1 2",
    "[]]",
    "[1]x", "\u{FEFF}1", "// c\n1", "\u{00A0}1", "nul", #""\"#,
  ])
  func `text against the standard is refused`(_ text: String) {
    #expect(!JSONSyntax.isValid(Array(text.utf8)))
  }

  @Test func `bytes that are not UTF-8 are refused`() {
    #expect(!JSONSyntax.isValid([0x22, 0xff, 0x22]))
    #expect(!JSONSyntax.isValid([0x22, 0xc0, 0x80, 0x22]))
  }

  @Test func `deep nesting ends in an answer`() {
    let deep = 5000
    let text = String(repeating: "[", count: deep) + String(repeating: "]", count: deep)
    #expect(JSONSyntax.isValid(Array(text.utf8)))
    #expect(!JSONSyntax.isValid(Array(text.utf8).dropLast()))
    #expect(!JSONSyntax.isValid([UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)))
  }
}
