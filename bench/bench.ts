import { writeFileSync } from 'node:fs';
import { coldStart } from './cold-start.ts';
import { costs } from './cost.ts';
import { count } from './count.ts';
import { growth } from './growth.ts';
import { load } from './load.ts';
import { memory } from './memory.ts';
import { type Metered, serveMetered } from './metered.ts';
import { overhead } from './overhead.ts';
import { reportOf } from './report.ts';

/** The parts of the report, in their order. Each measures, and gives what it found as Markdown. */
const SECTIONS: Readonly<Record<string, (kite: Metered) => Promise<string>>> = {
  costs,
  growth,
  count,
  overhead,
  coldStart,
  memory,
  load,
};

/*
 * Measures what Kite costs, and writes RESULTS.md and pictures beside this file. With arguments, only these
 * sections: `npm run bench -- costs` prints what it found.
 */
const start = performance.now();
const say = (what: string) => console.error(`${((performance.now() - start) / 1000).toFixed(0)} s: ${what}`);

const asked = process.argv.slice(2);
for (const name of asked) {
  if (!(name in SECTIONS)) throw new Error(`${name}: not one of ${Object.keys(SECTIONS).join(', ')}`);
}
say('serving the stack');
const kite = await serveMetered();
try {
  const texts: string[] = [];
  for (const [name, section] of Object.entries(SECTIONS)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    say(name);
    texts.push(await section(kite));
  }
  if (asked.length > 0) console.log(texts.join('\n'));
  else writeFileSync(new URL('RESULTS.md', import.meta.url), reportOf(texts));
  say('done');
} finally {
  await kite.close();
}
