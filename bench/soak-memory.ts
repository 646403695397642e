import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { number, table } from './markdown.ts';

const memorySample = z.object({
  /** Since the process began. */
  seconds: z.number(),
  /** Bytes: what the system has given it, and what of that is in use. */
  resident: z.number(),
  used: z.number(),
  /** How many functions have a thread. */
  threads: z.number(),
});
export type MemorySample = z.infer<typeof memorySample>;

/** What grows by less is taken for noise: this share, and so many bytes. */
const NOISE = { share: 0.2, bytes: 16 * 2 ** 20 } as const;

/** The samples in a file, one a line. */
export const readSamples = (file: string): MemorySample[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => memorySample.parse(JSON.parse(line)));

/** What a process had at least in nine of ten samples: in use, when little of it was garbage. */
function lowest(samples: readonly MemorySample[], of: 'resident' | 'used'): number {
  const sorted = samples.map((sample) => sample[of]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 10)] ?? 0;
}

/** Bytes an hour: the slope of the line that fits best. */
function slope(samples: readonly MemorySample[], of: 'resident' | 'used'): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [samples.map(({ seconds }) => seconds), samples.map((sample) => sample[of])];
  const [middle, level] = [mean(x), mean(y)];
  const along = x.reduce((sum, seconds, i) => sum + (seconds - middle) * ((y[i] ?? 0) - level), 0);
  return (along / x.reduce((sum, seconds) => sum + (seconds - middle) ** 2, 0)) * 3_600;
}

/** How a process's memory changed from the second quarter of its time, in which it has warmed up, to the last. */
export function memoryReport(samples: readonly MemorySample[]): { text: string; isFlat: boolean } {
  const quarter = (n: number) =>
    samples.slice(Math.floor((samples.length * n) / 4), Math.floor((samples.length * (n + 1)) / 4));
  const megabytes = (bytes: number) => number(bytes / 2 ** 20);
  const rows = (['used', 'resident'] as const).map((of) => {
    const quarters = [0, 1, 2, 3].map((n) => lowest(quarter(n), of));
    const [, before = 0, , after = 0] = quarters;
    const isFlat = after - before < Math.max(NOISE.bytes, before * NOISE.share);
    return { of, quarters, isFlat, perHour: slope(samples.slice(Math.floor(samples.length / 4)), of) };
  });
  const text = table(
    ['memory, MB', 'first quarter', 'second', 'third', 'last', 'slope after the first, MB/h', 'flat'],
    rows.map(({ of, quarters, isFlat, perHour }) => [
      ...[of, ...quarters.map(megabytes), megabytes(perHour)],
      isFlat ? 'yes' : 'NO',
    ]),
  );
  return { text, isFlat: rows.every(({ isFlat }) => isFlat) };
}
