import { useEffect, useState } from 'preact/hooks';
import { type Group, groupKey } from '../../data/scopes.ts';
import { SEVERITIES } from '../../data/severities.ts';

/** How long what was resolved stays, fading. */
const FADE_MS = 6_000;

export interface Row {
  readonly key: string;
  readonly group: Group;
  /** Whether it is no longer broken. */
  readonly isGone: boolean;
}

interface Held {
  /** What the rows are of. */
  readonly of: string;
  readonly rows: readonly Row[];
}

const rowOf = (group: Group): Row => ({ key: groupKey(group), group, isGone: false });

/**
 * The rows as they were, each with the newest facts: nothing moves under the pointer. What is not broken any more is gone;
 * what is past the end of what was read stays as it is.
 */
function hold(rows: readonly Row[], latest: readonly Group[], isWhole: boolean): readonly Row[] {
  const found = new Map(latest.map((group) => [groupKey(group), group]));
  const end = latest.at(-1);
  return rows.map((row) => {
    const group = found.get(row.key);
    if (group) return { ...row, group, isGone: false };
    return isWhole || end === undefined || !isAfter(row.group, end) ? { ...row, isGone: true } : row;
  });
}

const isAfter = (a: Group, b: Group) =>
  a.severity === b.severity
    ? a.brokenSince > b.brokenSince
    : SEVERITIES.indexOf(a.severity) > SEVERITIES.indexOf(b.severity);

/**
 * Keeps a list still while it is refreshed.
 * @param view what the list is of: another one is shown at once
 * @param latest what is broken now; undefined before the first answer
 * @param isWhole whether there is no further page
 */
export function useHeld(view: string, latest: readonly Group[] | undefined, isWhole: boolean) {
  const [held, setHeld] = useState<Held>({ of: '', rows: [] });
  const [wanted, setWanted] = useState(0);
  const of = `${view} ${wanted}`;
  useEffect(() => {
    if (latest === undefined) return;
    setHeld((now) => {
      const isStill = now.of === of && now.rows.some(({ isGone }) => !isGone);
      return { of, rows: isStill ? hold(now.rows, latest, isWhole) : keepGone(now, of, latest) };
    });
  }, [of, latest, isWhole]);

  const hasGone = held.rows.some(({ isGone }) => isGone);
  useEffect(() => {
    if (!hasGone) return;
    const timer = setTimeout(
      () => setHeld((now) => ({ ...now, rows: now.rows.filter(({ isGone }) => !isGone) })),
      FADE_MS,
    );
    return () => clearTimeout(timer);
  }, [hasGone]);

  const known = new Set(held.rows.map(({ key }) => key));
  const waiting = held.of === of ? (latest ?? []).filter((group) => !known.has(groupKey(group))).length : 0;
  return { rows: held.rows, waiting, showWaiting: () => setWanted((times) => times + 1) };
}

/** A list in which all is gone shows what is new at once. */
const keepGone = (now: Held, of: string, latest: readonly Group[]): readonly Row[] => {
  const rows = latest.map(rowOf);
  const keys = new Set(rows.map(({ key }) => key));
  return now.of === of ? [...now.rows.filter(({ key, isGone }) => isGone && !keys.has(key)), ...rows] : rows;
};
