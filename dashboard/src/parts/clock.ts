import { changing } from '../data/changing.ts';

const TICK_MS = 5_000;
let now = Date.now();
const clock = changing(() => now);

setInterval(() => {
  if (document.hidden) return;
  now = Date.now();
  clock.tell();
}, TICK_MS);

/** The present time, of one clock for the whole page: all times in it are told alike. */
export const useNow = clock.use;
