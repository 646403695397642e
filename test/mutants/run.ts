import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { LOCAL_CREDENTIALS } from '../../local/dynamodb.ts';
import setUp from '../support/global-setup.ts';
import tearDown from '../support/global-teardown.ts';
import { mutants } from './list.ts';
import type { Mutant } from './mutant.ts';

/*
 * Breaks the code on purpose, one way at a time, in a copy of the project, and sees that the test which must notice
 * does. `npm run mutants`, or `npm run mutants -- M04 M06` for some. Ends with code 1 when one survives, does not
 * apply, or its test fails without it.
 */

const PROJECT = join(import.meta.dirname, '../..');
const AT_ONCE = 2;
const LONGEST_RUN_MS = 180_000;

const results = z.object({
  numRuntimeErrorTestSuites: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});
interface Outcome {
  /** Of each test that ran, with its file: whether it passed. */
  readonly tests: readonly { readonly file: string; readonly name: string; readonly hasPassed: boolean }[];
  /** Why the tests could not run, when they could not. */
  readonly trouble?: string;
}

/** These meet the served stack, so it has to be made from the broken code; all others import what they test. */
const isServed = ({ test }: Mutant) => /^test\/(?:e2e|browser)\//.test(test.file);

const scratch = mkdtempSync(join(tmpdir(), 'kite-mutants-'));
const underWay = new AbortController();
const stop = () => underWay.abort(new Error('Stopped'));
process.once('SIGINT', stop);
process.once('SIGTERM', stop);

/** A copy of the project, in which things may be broken. */
function copyProject(name: string): string {
  const copy = join(scratch, name);
  const left = ['node_modules', '.git', '.venv', 'cdk.out', 'coverage'];
  cpSync(PROJECT, copy, { recursive: true, filter: (file) => !left.includes(basename(file)) });
  symlinkSync(realpathSync(join(PROJECT, 'node_modules')), join(copy, 'node_modules'));
  return copy;
}

/** Runs, of the tests in these files, those whose names have one of these parts. */
async function runTests(
  folder: string,
  tests: readonly Mutant['test'][],
  environment: NodeJS.ProcessEnv,
): Promise<Outcome> {
  const output = join(scratch, `${basename(folder)}.json`);
  rmSync(output, { force: true });
  const child = spawn(
    process.execPath,
    [
      ...['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'],
      ...['--silent', '--json', `--outputFile=${output}`, `--cacheDirectory=${join(scratch, 'cache')}`],
      ...['--testNamePattern', tests.map(({ name }) => RegExp.escape(name)).join('|')],
      ...['--runTestsByPath', ...new Set(tests.map(({ file }) => file))],
    ],
    {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: underWay.signal,
      timeout: LONGEST_RUN_MS,
    },
  );
  child.once('error', () => undefined);
  const errors = await text(child.stderr);
  underWay.signal.throwIfAborted();
  try {
    const { numRuntimeErrorTestSuites, testResults } = results.parse(
      JSON.parse(readFileSync(output, 'utf8')),
    );
    const ran = testResults.flatMap(({ name: file, assertionResults }) =>
      assertionResults
        .filter(({ status }) => ['passed', 'failed'].includes(status))
        .map(({ fullName, status }) => ({ file, name: fullName, hasPassed: status === 'passed' })),
    );
    return { tests: ran, ...(numRuntimeErrorTestSuites > 0 && { trouble: errors }) };
  } catch {
    return { tests: [], trouble: errors || 'no result' };
  }
}

/** The results of a mutant's own tests. */
const ownTests = ({ tests }: Outcome, { test }: Mutant) =>
  tests.filter(({ file, name }) => file.endsWith(`/${test.file}`) && name.includes(test.name));

/** @returns which of a mutant's texts cannot be replaced, or undefined */
function whyNotApplied({ file, changes }: Mutant): string | undefined {
  const path = join(PROJECT, file);
  const content = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const wrong = changes.find(([before]) => content.split(before).length !== 2);
  return wrong && `${file} has to have exactly once: ${wrong[0]}`;
}

/** @param unbroken how the tests went without any mutant */
function whyNotTested(mutant: Mutant, unbroken: Outcome): string | undefined {
  const tests = ownTests(unbroken, mutant);
  if (tests.some(({ hasPassed }) => !hasPassed)) return 'its test fails without it';
  const { file, name } = mutant.test;
  return tests.length > 0
    ? undefined
    : `no test of ${file} is called: ${name}\n${lastLines(unbroken.trouble ?? '')}`;
}

const lastLines = (output: string) => output.trim().split('\n').slice(-15).join('\n');

/** Breaks the copy, runs the test, and mends the copy. @returns why the mutant is not caught, or undefined */
async function tryMutant(folder: string, mutant: Mutant, environment: NodeJS.ProcessEnv) {
  const file = join(folder, mutant.file);
  const intact = readFileSync(file, 'utf8');
  const broken = mutant.changes.reduce(
    (content, [before, after]) => content.replace(before, () => after),
    intact,
  );
  writeFileSync(file, broken);
  try {
    const outcome = await runTests(folder, [mutant.test], environment);
    if (outcome.trouble !== undefined) return `its test could not run:\n${lastLines(outcome.trouble)}`;
    return ownTests(outcome, mutant).some(({ hasPassed }) => !hasPassed) ? undefined : 'SURVIVES';
  } finally {
    writeFileSync(file, intact);
  }
}

function chosen(ids: readonly string[]): readonly Mutant[] {
  const unknown = ids.filter((id) => !mutants.some((mutant) => mutant.id === id));
  if (unknown.length > 0) throw new Error(`No such mutant: ${unknown.join(', ')}`);
  return ids.length === 0 ? mutants : mutants.filter(({ id }) => ids.includes(id));
}

/** @returns how many are not caught */
async function run(all: readonly Mutant[]): Promise<number> {
  let uncaught = 0;
  const say = ({ id, guarantee }: Mutant, why: string | undefined, since: number) => {
    if (why !== undefined) uncaught++;
    const seconds = ((performance.now() - since) / 1000).toFixed(1).padStart(5);
    console.log(`${id} ${why === undefined ? 'caught' : 'NOT caught'} ${seconds} s  ${guarantee}`);
    if (why !== undefined) console.log(`    ${why.replaceAll('\n', '\n    ')}`);
  };

  const start = performance.now();
  const applied = all.filter((mutant) => {
    const why = whyNotApplied(mutant);
    if (why !== undefined) say(mutant, why, start);
    return why === undefined;
  });
  const folders = Array.from({ length: AT_ONCE }, (_, n) => copyProject(String(n)));
  const alone = { ...process.env };
  await setUp();
  const shared = { ...process.env };
  const own = { ...alone, ...LOCAL_CREDENTIALS, KITE_DYNAMODB: shared.KITE_DYNAMODB };

  const unbroken = await runTests(
    folders[0] ?? PROJECT,
    applied.map(({ test }) => test),
    shared,
  );
  const seconds = Math.round((performance.now() - start) / 1000);
  console.log(`Without any of them ${unbroken.tests.length} tests ran, in ${seconds} s`);
  const left = applied
    .filter((mutant) => {
      const why = whyNotTested(mutant, unbroken);
      if (why !== undefined) say(mutant, why, performance.now());
      return why === undefined;
    })
    // What takes longest goes first.
    .sort((a, b) => Number(isServed(b)) - Number(isServed(a)));
  await Promise.all(
    folders.map(async (folder) => {
      for (let mutant = left.shift(); mutant; mutant = left.shift()) {
        const since = performance.now();
        say(mutant, await tryMutant(folder, mutant, isServed(mutant) ? own : shared), since);
      }
    }),
  );
  const total = Math.round((performance.now() - start) / 1000);
  console.log(`${all.length - uncaught} of ${all.length} caught, in ${total} s`);
  return uncaught;
}

try {
  mkdirSync(join(scratch, 'cache'));
  if ((await run(chosen(process.argv.slice(2)))) > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await tearDown();
  rmSync(scratch, { recursive: true, force: true });
}
