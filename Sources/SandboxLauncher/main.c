// Sets a sandbox up and becomes the program that is to run in it.
//
//   SandboxLauncher --parent PID [--status FD] [--join DIRECTORY]... [--limit NAME=VALUE]...
//                   [--directory DIRECTORY] -- PROGRAM [ARGUMENT]...
//
// The driver spawns this program instead of forking itself, because it has threads. Each step has its
// own exit code; its message goes to standard error and, when --status is given, to that descriptor,
// which closes without a byte once the program has been started.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum step {
  STEP_USAGE = 111,
  STEP_JOIN = 112,
  STEP_SESSION = 113,
  STEP_PARENT = 114,
  STEP_PRIVILEGES = 115,
  STEP_DIRECTORY = 116,
  STEP_EXECUTE = 117,
};

struct plan {
  pid_t parent;
  const char *directory;
  char **joins;
  size_t join_count;
  char **limits;
  size_t limit_count;
  char **program;
};

static int status_descriptor = -1;

__attribute__((noreturn, format(printf, 2, 3))) static void fail(enum step step, const char *format, ...) {
  char message[1024];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  if (length < 0) length = 0;
  if ((size_t)length >= sizeof message) length = sizeof message - 1;
  if (status_descriptor >= 0) {
    ssize_t written = write(status_descriptor, message, (size_t)length);
    (void)written;  // Standard error below carries the same words.
  }
  fprintf(stderr, "SandboxLauncher: %s\n", message);
  exit(step);
}

static long parse_number(const char *text, const char *option) {
  char *end = NULL;
  errno = 0;
  long value = strtol(text, &end, 10);
  if (errno != 0 || end == text || *end != '\0' || value < 0)
    fail(STEP_USAGE, "%s wants a whole number, not '%s'", option, text);
  return value;
}

static struct plan parse_arguments(int count, char **arguments) {
  struct plan plan = {0};
  plan.joins = calloc((size_t)count, sizeof *plan.joins);
  plan.limits = calloc((size_t)count, sizeof *plan.limits);
  if (plan.joins == NULL || plan.limits == NULL) fail(STEP_USAGE, "no memory for %d arguments", count);
  int index = 1;
  for (; index < count && strcmp(arguments[index], "--") != 0; index += 2) {
    const char *option = arguments[index];
    if (index + 1 >= count) fail(STEP_USAGE, "%s wants a value", option);
    char *value = arguments[index + 1];
    if (strcmp(option, "--parent") == 0) {
      plan.parent = (pid_t)parse_number(value, option);
    } else if (strcmp(option, "--status") == 0) {
      int descriptor = (int)parse_number(value, option);
      if (fcntl(descriptor, F_SETFD, FD_CLOEXEC) != 0)
        fail(STEP_USAGE, "--status names descriptor %d, which is not open", descriptor);
      status_descriptor = descriptor;
    } else if (strcmp(option, "--join") == 0) {
      plan.joins[plan.join_count++] = value;
    } else if (strcmp(option, "--limit") == 0) {
      plan.limits[plan.limit_count++] = value;
    } else if (strcmp(option, "--directory") == 0) {
      plan.directory = value;
    } else {
      fail(STEP_USAGE, "unknown option '%s'", option);
    }
  }
  if (index + 1 >= count) fail(STEP_USAGE, "no program: end the options with '-- PROGRAM [ARGUMENT]...'");
  if (plan.parent == 0) fail(STEP_USAGE, "--parent PID is missing");
  plan.program = arguments + index + 1;
  return plan;
}

// First of all steps, so that everything that follows is already accounted to the sandbox.
static void join_control_group(const char *directory) {
  char path[4096];
  int length = snprintf(path, sizeof path, "%s/cgroup.procs", directory);
  if (length < 0 || (size_t)length >= sizeof path) fail(STEP_JOIN, "cgroup path too long: %s", directory);
  int descriptor = open(path, O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) fail(STEP_JOIN, "cannot open %s: %s", path, strerror(errno));
  // "0" is the process that writes.
  if (write(descriptor, "0", 1) != 1) fail(STEP_JOIN, "cannot join cgroup %s: %s", directory, strerror(errno));
  close(descriptor);
}

static void leave_session_of_driver(void) {
  if (setsid() < 0) fail(STEP_SESSION, "cannot start a session: %s", strerror(errno));
}

static void die_with_parent(pid_t parent) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0)
    fail(STEP_PARENT, "cannot ask to end with the parent: %s", strerror(errno));
  // The parent may have ended before the request above.
  if (getppid() != parent) fail(STEP_PARENT, "parent %ld has ended", (long)parent);
}

static int resource_named(const char *name, size_t length, const char *text) {
  static const struct {
    const char *name;
    int resource;
  } known[] = {{"core", RLIMIT_CORE}, {"nofile", RLIMIT_NOFILE}, {"nproc", RLIMIT_NPROC}, {"fsize", RLIMIT_FSIZE}};
  for (size_t index = 0; index < sizeof known / sizeof *known; index++)
    if (strlen(known[index].name) == length && strncmp(known[index].name, name, length) == 0)
      return known[index].resource;
  fail(STEP_USAGE, "unknown limit '%s'; known are core, nofile, nproc and fsize", text);
}

// Limits are only ever lowered, and a refusal is not an error: raising needs a privilege that is often
// missing. The address space is never limited, because node and java reserve far more than they use.
static void lower_limit(const char *text) {
  const char *equals = strchr(text, '=');
  if (equals == NULL) fail(STEP_USAGE, "--limit wants NAME=VALUE, not '%s'", text);
  int resource = resource_named(text, (size_t)(equals - text), text);
  rlim_t wanted = (rlim_t)parse_number(equals + 1, "--limit");
  struct rlimit limit;
  if (getrlimit(resource, &limit) != 0) return;
  if (wanted < limit.rlim_cur) limit.rlim_cur = wanted;
  if (wanted < limit.rlim_max) limit.rlim_max = wanted;
  int refused = setrlimit(resource, &limit);
  (void)refused;
}

// Descriptors of the driver (its database, its sockets) are none of the function's business. They close
// when the program starts, not now, so that a failing start can still be reported.
static void keep_descriptors_from_program(void) {
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif
#ifdef SYS_close_range
  if (syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
#endif
  long highest = sysconf(_SC_OPEN_MAX);
  if (highest < 0 || highest > 65536) highest = 65536;
  for (int descriptor = 3; descriptor < highest; descriptor++) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

int main(int count, char **arguments) {
  struct plan plan = parse_arguments(count, arguments);
  for (size_t index = 0; index < plan.join_count; index++) join_control_group(plan.joins[index]);
  leave_session_of_driver();
  die_with_parent(plan.parent);
  keep_descriptors_from_program();
  for (size_t index = 0; index < plan.limit_count; index++) lower_limit(plan.limits[index]);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    fail(STEP_PRIVILEGES, "cannot give up new privileges: %s", strerror(errno));
  if (plan.directory != NULL && chdir(plan.directory) != 0)
    fail(STEP_DIRECTORY, "cannot enter %s: %s", plan.directory, strerror(errno));
  // A program that was written a moment ago can be "busy": another process that the driver was starting
  // meanwhile holds it open for writing until it executes its own.
  for (int attempt = 0; attempt < 100; attempt++) {
    execv(plan.program[0], plan.program);
    if (errno != ETXTBSY) break;
    usleep(5000);
  }
  fail(STEP_EXECUTE, "cannot execute %s: %s", plan.program[0], strerror(errno));
}
