import { useEffect, useState } from 'preact/hooks';
import { type Group, groupKey, useUnlisted } from '../../data/scopes.ts';
import type { View } from '../../data/view.ts';

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
 * The rows as they were, each with the newest facts: nothing moves under the pointer. What was not found stays as it is,
 * unless all was read: then it is gone.
 */
const hold = (rows: readonly Row[], found: readonly Group[], isAll: boolean): readonly Row[] => {
  const groups = new Map(found.map((group) => [groupKey(group), group]));
  return rows.map((row) => {
    const group = groups.get(row.key);
    if (group) return { ...row, group, isGone: false };
    return isAll ? { ...row, isGone: true } : row;
  });
};

/** A list as it was read last. */
interface Latest {
  /** Undefined before the first answer. */
  readonly groups: readonly Group[] | undefined;
  /** Whether nothing else is broken: there is no further page, and none of it was too much to be read. */
  readonly isAll: boolean;
  /** When it was read: epoch milliseconds. */
  readonly asOf: number;
}

/**
 * Keeps a list still while it is refreshed.
 * @param shape what the list is of: another one is shown at once
 */
export function useHeld(view: View, shape: string, { groups: latest, isAll, asOf }: Latest) {
  const [held, setHeld] = useState<Held>({ of: '', rows: [] });
  const [wanted, setWanted] = useState(0);
  const of = `${shape} ${wanted}`;
  const listed = new Set(latest?.map(groupKey));
  const unlisted =
    isAll || latest === undefined || held.of !== of ? [] : held.rows.filter(({ key }) => !listed.has(key));
  // Where a row has gone, only Kite knows: in what order pages are is its affair.
  const { data: found } = useUnlisted(
    view,
    unlisted.map(({ group }) => group),
    asOf,
  );
  useEffect(() => {
    if (latest === undefined) return;
    setHeld((now) => {
      const isStill = now.of === of && now.rows.some(({ isGone }) => !isGone);
      const rows = isStill
        ? hold(now.rows, [...latest, ...(found?.groups ?? [])], isAll || found?.isAll === true)
        : keepGone(now, of, latest);
      return { of, rows };
    });
  }, [of, latest, isAll, found]);

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
