import { writeFileSync } from 'node:fs';
import { measureCosts } from './cost.ts';
import { measureGrowth } from './growth.ts';
import { serveMetered } from './metered.ts';
import { growthPicture, reportOf } from './report.ts';

/** Measures what Kite costs and how that grows, and writes RESULTS.md and growth.svg beside this file. */
const start = performance.now();
const say = (what: string) => console.log(`${((performance.now() - start) / 1000).toFixed(0)} s: ${what}`);

say('serving the stack');
const kite = await serveMetered();
try {
  say('cost per operation');
  const costs = await measureCosts(kite);
  say('growth');
  const growth = await measureGrowth(kite);
  writeFileSync(new URL('RESULTS.md', import.meta.url), reportOf(costs, growth));
  writeFileSync(new URL('growth.svg', import.meta.url), growthPicture(growth));
  say('bench/RESULTS.md and bench/growth.svg are written');
} finally {
  await kite.close();
}
