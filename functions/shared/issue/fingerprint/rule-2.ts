import { clean } from '../text.ts';
import { isLog, MAX_TELLING, tellingLines } from './lines.ts';
import { MASKS } from './masks.ts';
import type { Rule } from './rule.ts';

/** Kept digits are out of the masks' sight here: in Unicode's private use area, from which messages are cleaned. */
const SHELTER = 0xe000;
const PRIVATE = /[\ue000-\uf8ff]/g;
const shelter = (match: string): string =>
  match.replace(/0x[0-9a-f]+|\d/gi, (kept) =>
    [...kept].map((char) => String.fromCharCode(SHELTER + char.charCodeAt(0))).join(''),
  );
const unshelter = (text: string): string =>
  text.replace(PRIVATE, (char) => String.fromCharCode(char.charCodeAt(0) - SHELTER));

/** The value of a digit of any script: each has its ten in a row (Unicode Standard, section 4.6). */
function digitOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}

/** Bars of progress and borders of tables: Unicode's box drawing, blocks and Braille. */
const BARS = /[\u2500-\u259f\u2800-\u28ff]+/g;
const QUOTES = /["'`´‘’‚‛“”„‟«»‹›]/g;

/** A text in plain characters: without colours, quotes, and digits of other scripts. */
const plain = (text: string): string =>
  clean(text)
    .replace(PRIVATE, '')
    .normalize('NFKC')
    .replace(QUOTES, '')
    .replace(BARS, ' ')
    .replace(/[^\P{Nd}0-9]/gu, digitOf);

/** A line with what varies masked. */
export const masked = (line: string): string =>
  unshelter(
    MASKS.reduce(
      (text, entry) =>
        entry.kind === 'keep'
          ? text.replace(entry.pattern, shelter)
          : text.replace(entry.pattern, (match: string, ...groups: unknown[]) =>
              entry.when(match)
                ? entry.by.replace(/\$(\d)/g, (_, n: string) => {
                    const group = groups[Number(n) - 1];
                    return typeof group === 'string' ? group : '';
                  })
                : match,
            ),
      line,
    ),
  );

/** Words between commas that are no items of a list. */
const NO_ITEM =
  /^(?:and|or|but|got|so|then|with|while|has|have|is|are|was|were|not|the|an?|expected|actual|received)\b|[<>]/;
const isItem = (item: string): boolean => !NO_ITEM.test(item) && item.split(' ').length <= 4;

/** The items of lists in the order of the alphabet: tools name them as they come. */
const inOrder = (line: string): string =>
  line
    .split(/((?<=[:=]) |[()[\]{}])/)
    .map((part) => {
      if (!part.includes(',')) return part;
      const items = part.split(/, ?/);
      if (items.every(isItem)) return sorted(items).join(', ');
      return part.replace(/(?<![^\s,])[^\s,]+(?:, ?[^\s,]+)+/g, (list) => {
        const words = list.split(/, ?/);
        return words.every(isItem) ? sorted(words).join(', ') : list;
      });
    })
    .join('');
const sorted = (items: readonly string[]): string[] => [...new Set(items)].sort();

/** What a line has in common with the same line of another run. */
const toLine = (line: string): string =>
  inOrder(masked(line).toLowerCase().replace(/\s+/g, ' '))
    .replace(/(?<![\s.,:;!?…])[\s.,:;!?…]+$/, '')
    .trim();

/** The lines of a text, or a log's telling ones, with what varies masked; a failure that happens again has the same. */
function fingerprint(message: string): string {
  const lines = plain(message)
    .split(/\n|; /)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (!isLog(lines)) return asSet(lines);
  return asSet(tellingLines(lines), MAX_TELLING);
}

/** Lines in the order of the alphabet, each once, at most `max` of them: parts of a build write them as they come. */
function asSet(lines: readonly string[], max = Number.POSITIVE_INFINITY): string {
  const set = new Set<string>();
  for (const line of lines) {
    if (set.size >= max) break;
    set.add(toLine(line));
  }
  return [...set].sort().join('\n');
}

export const rule2: Rule = { version: 2, fingerprint };
