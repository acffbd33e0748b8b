/// Why the store could not do what was asked.
public enum ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Neither a path nor a home folder is known.
  case noPath
  /// The path is that of a folder.
  case isFolder(path: String)
  /// The folder that should hold the store does not exist.
  case folderMissing(path: String)
  /// The system does not let the file or its folder be used.
  case notPermitted(path: String, detail: String)
  /// The store can be read, but not written.
  case readOnly(path: String)
  /// The file is no SQLite database.
  case notADatabase(path: String)
  /// The database belongs to another program.
  case foreignDatabase(path: String)
  /// The store was made by a newer version of this program.
  case newerVersion(path: String, version: Int, known: Int)
  /// The disk or the store's limit is full; what was acknowledged before is kept.
  case diskFull(path: String)
  /// Another process holds the store for longer than the time limit.
  case busy(path: String)
  /// The file is damaged.
  case corrupt(path: String, detail: String)
  /// There is no such campaign.
  case unknownCampaign(id: String)
  /// The campaign has no such run.
  case unknownRun(id: String, campaign: String)
  /// A run of this name is there with another configuration.
  case runDiffers(id: String, field: String)
  /// A record cannot be stored.
  case invalidRecord(field: String, reason: String)
  /// Anything else that SQLite reports.
  case failure(path: String, code: Int32, message: String)

  /// What happened and what to do.
  public var description: String { "\(reason). \(remedy)" }

  /// What went wrong.
  public var reason: String {
    switch self {
    case .noPath: "There is no place for the store: neither XDG_DATA_HOME nor HOME is an absolute path"
    case .isFolder(let path): "\(path) is a folder, not a store"
    case .folderMissing(let path): "The folder of \(path) does not exist"
    case .notPermitted(let path, let detail): "\(path) cannot be opened: \(detail)"
    case .readOnly(let path): "\(path) cannot be written"
    case .notADatabase(let path): "\(path) is no SQLite database"
    case .foreignDatabase(let path): "\(path) is a database of another program"
    case .newerVersion(let path, let version, let known):
      "\(path) has version \(version) of the store, this program knows versions up to \(known)"
    case .diskFull(let path): "There is no space left for \(path); everything acknowledged before is kept"
    case .busy(let path): "Another process holds \(path)"
    case .corrupt(let path, let detail): "\(path) is damaged: \(detail)"
    case .unknownCampaign(let id): "There is no campaign '\(id)'"
    case .unknownRun(let id, let campaign): "Campaign '\(campaign)' has no run '\(id)'"
    case .runDiffers(let id, let field): "Run '\(id)' is there already with another \(field)"
    case .invalidRecord(let field, let reason): "A record cannot be stored: \(field) \(reason)"
    case .failure(let path, let code, let message): "\(path): SQLite reports \(message) (\(code))"
    }
  }

  /// What the user can do about it.
  public var remedy: String {
    switch self {
    case .noPath: "Give the path of the store, or set HOME."
    case .isFolder: "Give the path of a file in it, such as store.sqlite."
    case .folderMissing: "Create the folder first, or give another path."
    case .notPermitted: "Check the rights of the file and its folder, or give another path."
    case .readOnly: "Make the file and its folder writable, or copy the store to a place that is."
    case .notADatabase: "Give the path of a store, or of a file that does not exist yet."
    case .foreignDatabase: "Give another path; this program never changes databases that it did not make."
    case .newerVersion: "Use the newer program, or export the data with it and import them here."
    case .diskFull: "Free space, then resume the campaign."
    case .busy: "Wait for the other process to end, then try again."
    case .corrupt: "Restore a copy, or save what can be read with SQLite's .recover."
    case .unknownCampaign: "List the campaigns of the store to see their identifiers."
    case .unknownRun: "Add the run before its calls."
    case .runDiffers: "Use another identifier for the run, or the configuration that it began with."
    case .invalidRecord: "Correct the value, or leave it out when it was not measured."
    case .failure: "Check disk and file system; the data that were acknowledged before are kept."
    }
  }
}
