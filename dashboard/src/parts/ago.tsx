import { useNow } from './clock.ts';

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

interface Props {
  readonly at: string;
  /** Whether it is told as a moment, `2 h ago`, or as how long something lasts, `2 h`. */
  readonly isPast?: boolean;
}

/** How long ago a time is, in its two largest units; the exact time on hover. */
export function Ago({ at, isPast = true }: Props) {
  const seconds = (useNow() - Date.parse(at)) / 1_000;
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {duration(seconds)}
      {isPast && ' ago'}
    </time>
  );
}

/** In days and hours, hours and minutes, or minutes. */
function duration(seconds: number): string {
  let left = Math.max(0, seconds);
  const parts = UNITS.map(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return { count, unit };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  if (first === -1) return 'less than a minute';
  return parts
    .slice(first, first + 2)
    .filter(({ count }) => count > 0)
    .map(({ count, unit }) => `${count} ${unit}`)
    .join(' ');
}
