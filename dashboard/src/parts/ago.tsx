const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** How long ago a time is, in its two largest units; the exact time on hover. */
export function Ago({ at, isPast = true }: { readonly at: string; readonly isPast?: boolean }) {
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {durationSince(at)}
      {isPast && ' ago'}
    </time>
  );
}

function durationSince(at: string): string {
  let left = Math.max(0, (Date.now() - Date.parse(at)) / 1_000);
  const parts = UNITS.flatMap(([unit, seconds]) => {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    return count > 0 ? [`${count} ${unit}`] : [];
  });
  return parts.slice(0, 2).join(' ') || 'under a minute';
}
