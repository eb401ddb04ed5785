import type { Reporter, TestModule } from 'vitest/node';

/** Closes a test run with the one line that scripts read: `N passed, N failed, N skipped`. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        // A test that never came to a result, as when the run was cut short, has not passed.
        count[state === 'pending' ? 'failed' : state] += 1;
      }
      // A file that could not be loaded and a suite whose hook failed hide tests that nobody ran.
      if (module.errors().length > 0) count.failed += 1;
      for (const suite of module.children.allSuites()) {
        if (suite.errors().length > 0) count.failed += 1;
      }
    }
    count.failed += unhandledErrors.length;
    // Directly to stdout: this has to be the last line, in one piece.
    process.stdout.write(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`);
  }
}
