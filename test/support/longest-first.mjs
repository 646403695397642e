// JavaScript: the types of what it extends describe another module than Node.js imports.
import Sequencer from '@jest/test-sequencer';

/** The files that take longest: begun last, one of them would keep the run waiting after all others have ended. */
const LONGEST = [
  'generator/scratch',
  'faults/database',
  'local/process',
  'e2e/access-matrix',
  'lib/stack',
  'lib/least-privilege',
  'faults/concurrent',
  'store/history',
];

const rank = (path) => {
  const place = LONGEST.findIndex((name) => path.endsWith(`/${name}.test.ts`));
  return place === -1 ? LONGEST.length : place;
};

/** These first, and then jest's own order: the largest files first, where it has not measured them yet. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((a, b) => rank(a.path) - rank(b.path));
  }
}
