import { CURRENT_RULE } from '../../functions/shared/issue/fingerprint/rules.ts';
import { median, number, table } from '../support/figures.ts';

const MEGABYTE = 2 ** 20;

/** Texts of a megabyte that a rule must not stumble over: each repeats what one of the masks begins with. */
const TEXTS: Readonly<Record<string, string>> = {
  'a log':
    '2026-11-25T10:11:12Z Downloading shop-1.2.3.jar (12 kB)\n2026-11-25T10:11:13Z error: exit code 1\n',
  prose: 'the quick brown fox fails ',
  letters: 'a',
  digits: '1',
  'letters and digits': 'a1',
  'times without an end': '2026-11-25T10:11:',
  'addresses without an end': 'a:',
  'URLs in a row': 'http://a',
  'names with hyphens': 'a-x2k4p',
  'paths in a row': '/tmp',
  'codes in a row': 'exit code ',
  'lists without an end': 'a, ',
  'brackets without an end': ' (a[',
  'tokens in a row': 'eyJ',
  'lines in a row': 'error\n',
  'digits of another script': '١',
};

const timeOf = (text: string): number =>
  median(
    Array.from({ length: 3 }, () => {
      const start = performance.now();
      CURRENT_RULE.fingerprint(text);
      return performance.now() - start;
    }),
  );
const ofLength = (part: string, length: number) =>
  part.repeat(Math.ceil(length / part.length)).slice(0, length);

/** How long the fingerprint of a whole megabyte takes, and whether that grows with the length alone. */
export async function fingerprints(): Promise<string> {
  const rows = Object.entries(TEXTS).map(([name, part]) => {
    const [half, whole] = [timeOf(ofLength(part, MEGABYTE / 2)), timeOf(ofLength(part, MEGABYTE))];
    return [name, number(whole), number(whole / half)];
  });
  return `## Fingerprints

A megabyte of each, the most that a webhook takes. Twice the text takes about twice the time: no text can keep a function
busy for long.

${table(['text', 'ms', '1 MB / 0.5 MB'], rows)}
`;
}
