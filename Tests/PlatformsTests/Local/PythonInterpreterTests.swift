import FoundationEssentials
import Testing

@testable import Platforms

@Suite struct PythonInterpreterTests {
  @Test func `the interpreter is found with its version`() throws {
    let python = try PythonInterpreter.find()
    #expect(python.path.hasPrefix("/"))
    #expect(python.version.hasPrefix("3."))
  }

  @Test func `a stand-in is resolved to the interpreter behind it`() throws {
    let real = try PythonInterpreter.find()
    let code = try FunctionCode.bootstrap("#!/bin/sh\nexec \(real.path) \"$@\"\n")
    defer { removeFolder(code.folder) }
    let found = try PythonInterpreter.find(environment: ["SEBS_PYTHON": code.folder + "/bootstrap"])
    #expect(found == real)
  }

  @Test func `a chosen program that is no Python is an error with a remedy`() throws {
    for program in ["/bin/false", "/bin/true", "/no/such/python"] {
      #expect {
        _ = try PythonInterpreter.find(environment: ["SEBS_PYTHON": program])
      } throws: { error in
        (error as? PlatformError)?.description.contains("SEBS_PYTHON names \(program)") == true
      }
    }
  }

  @Test func `a Python that is too old is an error`() throws {
    let code = try FunctionCode.bootstrap("#!/bin/sh\necho /bin/sh\necho 3.7.17\n")
    defer { removeFolder(code.folder) }
    #expect {
      _ = try PythonInterpreter.find(environment: ["SEBS_PYTHON": code.folder + "/bootstrap"])
    } throws: { error in
      (error as? PlatformError)?.reason.contains("too old") == true
    }
  }
}
