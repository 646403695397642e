import type { ColdStart, InstanceOptions, Workshop } from './instance.ts';
import { median } from './median.ts';
import type { Replay } from './replay.ts';

/** A bundle that is started cold, again and again. */
export interface Contestant {
  readonly options: Omit<InstanceOptions, 'database'>;
  readonly starts: ColdStart[];
}
export const contestant = (options: Contestant['options']): Contestant => ({ options, starts: [] });

/** Starts each of them, one after the other, so many times. */
export async function startAll(
  workshop: Workshop,
  replay: Replay,
  contestants: readonly Contestant[],
  rounds: number,
): Promise<void> {
  const turns: (() => Promise<void>)[] = [];
  for (const { options, starts } of contestants) {
    const database = await replay.play(options.recording.exchanges);
    turns.push(async () => {
      const instance = await workshop.start({ ...options, database });
      starts.push(instance.cold);
      await instance.end();
    });
  }
  for (let i = 0; i < rounds; i++) for (const take of turns) await take();
}

/** The medians of what a contestant's starts took, in milliseconds; `totalMs` until the first answer. */
export const middleOf = ({ starts }: Contestant) => ({
  importMs: median(starts.map(({ importMs }) => importMs)),
  firstMs: median(starts.map(({ firstMs }) => firstMs)),
  totalMs: median(starts.map(({ importMs, firstMs }) => importMs + firstMs)),
  cpuMs: median(starts.map(({ cpuMs }) => cpuMs)),
});
