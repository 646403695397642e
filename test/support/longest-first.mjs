// JavaScript: the types of what it extends describe another module than Node.js imports.
import Sequencer from '@jest/test-sequencer';

/** The files that take longest: begun last, one of them would keep the run waiting after all others have ended. */
const LONGEST = [
  'browser/set-up',
  'generator/scratch',
  'faults/database',
  'lib/stack',
  'local/process',
  'browser/sign-in',
  'browser/demo',
  'browser/many',
  'e2e/trailing-slash',
  'browser/story',
  'lib/room',
  'e2e/access-matrix',
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
