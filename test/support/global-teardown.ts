import { existsSync, readFileSync, rmSync } from 'node:fs';
import { LOGS, stopAfterTests } from './global-setup.ts';
import { leaksIn } from './logs.ts';

/** Ends what global-setup.ts began, and fails the run if any function printed a secret in all of it. */
export default async function tearDown(): Promise<void> {
  await stopAfterTests();
  if (!existsSync(LOGS)) return;
  const leaks = leaksIn(readFileSync(LOGS, 'utf8'));
  rmSync(LOGS);
  if (leaks.length > 0)
    throw new Error(`The logs of this run hold secrets:\n${leaks.slice(0, 10).join('\n')}`);
}
