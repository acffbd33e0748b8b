import Foundation
import Testing

@testable import Reports

@Suite struct ScriptTests {
  private func compact(_ script: String, _ names: [String] = []) -> String {
    ScriptCompactor(shortening: names).compact(script)
  }

  @Test(arguments: [
    ("const total = 1 + 2; // a sum\nreturn total;", "let A=1+2;return A;"),
    ("const text = \"a  total // b\";", "let text=\"a  total // b\";"),
    ("x = 'it\\'s total';", "x='it\\'s total';"),
    ("`a  ${ total + `b ${ total }` } total`", "`a  ${A+`b ${A}`} total`"),
    ("text.replace(/[/\" ]+ total/g, total)", "text.replace(/[/\" ]+ total/g,A)"),
    ("return / \"/.test(total);", "return/ \"/.test(A);"),
    ("a = (b + c) / d / total;", "a=(b+c)/d/A;"), ("a + +b; a - -b; i++;", "a+ +b;a- -b;i++;"),
    ("f({ total, rest: total.total })", "f({A,rest:A.A})"),
    ("for (const k of keys) if (k in o) typeof k;", "for(let k of keys)if(k in o)typeof k;"),
  ])
  func `A script is made small without a change of meaning`(script: String, expected: String) {
    #expect(compact(script, ["total"]) == expected)
  }

  @Test(arguments: ["\"open", "`open ${", "/open", "'", "\\", "a /"])
  func `A script that ends too soon ends nothing else`(script: String) {
    #expect(compact(script).count <= script.count + 1)
  }

  @Test func `The script is small, and no name of ours is a property that the page's data use`() throws {
    #expect(PageScript.source.utf8.count <= 15_000)
    #expect(PageScript.source.utf8.count > 8_000)
    #expect(!PageScript.source.contains("//") && !PageScript.source.contains("\n"))
    // What the page calls its attributes stays.
    for word in ["dataset.figure", "dataset.groups", "dataset.name", "dataset.value", "data-k"] {
      #expect(PageScript.source.contains(word), "\(word)")
    }
  }
}
