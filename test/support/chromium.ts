import { chromium, type Page } from 'playwright-core';
import * as z from 'zod';

/** Debian's; CONTRIBUTING.md says how to get it. */
export const CHROMIUM = '/usr/bin/chromium';

/** Debian's Chromium, without what it would ask its maker for. */
export const startChromium = () =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      // None beside a page's own, for the next one.
      '--renderer-process-limit=1',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

const traceSchema = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      /** Microseconds of processor time. */
      tdur: z.number().default(0),
      args: z.object({ name: z.unknown() }).partial().default({}),
    }),
  ),
});

/**
 * How long each task of a page's main thread keeps the processor, in milliseconds, while `work` is done: what
 * `PerformanceObserver` calls long tasks, without the time in which a busy machine does something else.
 */
export async function tasksDuring(page: Page, work: () => Promise<unknown>): Promise<number[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('The page has no browser');
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await work();
  const { traceEvents } = traceSchema.parse(JSON.parse((await browser.stopTracing()).toString()));
  const main = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain',
  );
  return traceEvents
    .filter(({ name }) => name.endsWith('RunTask'))
    .filter(({ pid, tid }) => main.some((thread) => thread.pid === pid && thread.tid === tid))
    .map(({ tdur }) => tdur / 1_000);
}
