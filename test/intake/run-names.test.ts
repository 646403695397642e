import { describe, expect, test } from '@jest/globals';
import { withoutRunNames } from '../../functions/shared/intake/run-names.ts';

/** Whether the same words, said of two runs, become the same reason. */
const isSame = (resourceName: string, [a, b]: readonly [string, string], ids: readonly string[] = []) =>
  withoutRunNames(a, resourceName, ids[0]) === withoutRunNames(b, resourceName, ids[1]);

describe('the names of two runs make no difference', () => {
  test.each([
    ['of a run', 'PipelineRun cart-ci-d5hvn failed: 2 tasks', 'PipelineRun cart-ci-zr8wk failed: 2 tasks'],
    [
      "of a run's pod",
      'logs are in cart-ci-d5hvn-lint-pod, container step-lint',
      'logs are in cart-ci-zr8wk-lint-pod, container step-lint',
    ],
  ])('%s that has the name of its pipeline', (_what, a, b) => {
    expect(isSame('cart-ci', [a, b])).toBe(true);
  });

  test('that Kubernetes shortened', () => {
    const pipeline = 'p'.repeat(63);
    const name = (suffix: string) => `${'p'.repeat(58)}${suffix} timed out`;
    expect(isSame(pipeline, [name('d5hvn'), name('zr8wk')])).toBe(true);
  });

  test('that the reports give as its id', () => {
    const ids = ['nightly.20261120', 'nightly.20261121'];
    expect(isSame('web', [`Run ${ids[0]} broke`, `Run ${ids[1]} broke`], ids)).toBe(true);
  });
});

describe('what is no name of a run still does', () => {
  test.each([
    ['another part', 'web', 'task web-linux failed', 'task web-macos failed'],
    ['a task', 'web', 'TaskRun "web-n4x2g-lint" failed', 'TaskRun "web-n4x2g-unit" failed'],
    ['a word without vowels', 'web', 'cannot reach api-https', 'cannot reach api-xhtml'],
    ['a longer name', 'web', 'PipelineRun api-server failed', 'PipelineRun api-client failed'],
    ['a name that only ends alike', 'web', 'cobweb-d5hvn broke', 'cobweb-zr8wk broke'],
  ])('%s', (_what, resourceName, a, b) => {
    expect(isSame(resourceName, [a, b])).toBe(false);
  });

  test('a number that is also the id of the run', () => {
    expect(isSame('web', ['exit code 1', 'exit code 2'], ['1', '2'])).toBe(false);
  });
});

test('a hostile megabyte takes no minutes', () => {
  for (const part of ['pod ', 'web-', 'web-d5hv', 'logs web-d5hvn-', 'pod\n\n\n', '-']) {
    const started = performance.now();
    withoutRunNames(part.repeat(1_000_000 / part.length), 'web', 'web-d5hvn');
    expect(performance.now() - started).toBeLessThan(2000);
  }
});
