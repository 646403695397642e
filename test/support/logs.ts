import { appendFileSync, readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

/** Appends what functions print to a file, line by line for all processes that do so. */
export const logTo = (file: string): Writable =>
  new Writable({
    write(chunk, _encoding, done) {
      appendFileSync(file, chunk);
      done();
    },
  });

const senders = fileURLToPath(new URL('../../harness/senders.env', import.meta.url));
const SENDER_SECRETS = Object.values(parseEnv(readFileSync(senders, 'utf8')))
  .flatMap((value) => (value ?? '').split(/\s+/))
  .map((entry) => entry.replace(/^[^=]+=(?=[^=])/, ''));

/** What must not stand in a log: credentials of every kind, and the headers that hold them. */
const SECRETS: readonly (string | RegExp)[] = [
  ...SENDER_SECRETS,
  /kite_[0-9a-ft]{16}_[0-9a-f]{8,}/i,
  /eyJ[\w-]{10,}\.[\w-]{10,}/,
  /\b(?:Bearer|Basic) [\w+/=-]{8,}/i,
  /"?authorization"?\s*:/i,
  /x-gitlab-token|x-hub-signature|webhook-signature/i,
];

/** The lines of a log that hold something which they must not. */
export const leaksIn = (log: string): string[] =>
  log
    .split('\n')
    .filter((line) =>
      SECRETS.some((secret) => (typeof secret === 'string' ? line.includes(secret) : secret.test(line))),
    );
