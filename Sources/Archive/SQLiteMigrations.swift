/// A step from one version of the store to the next.
///
/// Steps are never changed once they were released: the version of a store is the number of steps that it has
/// taken. A field that is added to the tables of fields needs a new step; a test compares the two.
struct SQLiteMigration {
  /// What the step does.
  let name: String
  /// Statements, in order.
  let sql: String

  /// All steps, oldest first.
  static let all = [
    SQLiteMigration(
      name: "campaigns, runs and invocations",
      sql: """
        CREATE TABLE campaign (
          campaign_key INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          title TEXT NOT NULL,
          experiment TEXT NOT NULL,
          created_unix_ns INTEGER,
          seed TEXT,
          command TEXT NOT NULL,
          tool_version TEXT,
          plan TEXT,
          environment TEXT NOT NULL,
          notices TEXT NOT NULL,
          sources TEXT NOT NULL,
          ending TEXT
        ) STRICT;
        CREATE TABLE run (
          run_key INTEGER PRIMARY KEY,
          campaign_key INTEGER NOT NULL REFERENCES campaign ON DELETE CASCADE,
          id TEXT NOT NULL,
          kept INTEGER NOT NULL DEFAULT 0,
          discarded TEXT NOT NULL DEFAULT '{}',
          "platform" TEXT,
          "region" TEXT,
          "function" TEXT,
          "benchmark" TEXT,
          "workload_version" TEXT,
          "language" TEXT,
          "runtime" TEXT,
          "runtime_version" TEXT,
          "architecture" TEXT,
          "memory_mb" INTEGER,
          "vcpu" REAL,
          "package" TEXT,
          "trigger" TEXT,
          "input_size" TEXT,
          "concurrency" INTEGER,
          "arrival" TEXT,
          "arrival_rate_per_s" REAL,
          "expected_start" TEXT,
          "pattern" TEXT,
          "isolation" TEXT,
          UNIQUE (campaign_key, id)
        ) STRICT;
        CREATE TABLE invocation (
          invocation_key INTEGER PRIMARY KEY,
          run_key INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
          "batch" INTEGER,
          "sequence" INTEGER,
          "request_id" TEXT,
          "scheduled_unix_ns" INTEGER,
          "sent_unix_ns" INTEGER,
          "done_unix_ns" INTEGER,
          "dns_us" INTEGER,
          "connect_us" INTEGER,
          "tls_us" INTEGER,
          "first_byte_us" INTEGER,
          "client_us" INTEGER,
          "response_lateness_us" INTEGER,
          "function_us" INTEGER,
          "provider_us" INTEGER,
          "init_us" INTEGER,
          "queue_us" INTEGER,
          "download_us" INTEGER,
          "compute_us" INTEGER,
          "upload_us" INTEGER,
          "start" TEXT,
          "start_evidence" TEXT,
          "container_id" TEXT,
          "host_id" TEXT,
          "cpu_model" TEXT,
          "memory_used_mb" REAL,
          "billed_ms" INTEGER,
          "billed_gb_ms" REAL,
          "cost_usd" REAL,
          "status" TEXT NOT NULL,
          "error_class" TEXT,
          "message" TEXT,
          "bytes_in" INTEGER,
          "bytes_out" INTEGER,
          "trace_id" TEXT,
          "parent_id" TEXT,
          measurements TEXT
        ) STRICT;
        CREATE INDEX invocation_by_run ON invocation (run_key, "sequence");
        """)
  ]

  /// Mark of this program's databases in their header: "sebs" in ASCII.
  static let applicationID: Int32 = 0x7365_6273
}
