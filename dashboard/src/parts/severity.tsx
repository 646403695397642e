import type { Severity } from '../data/severities.ts';

/** Told apart by their outlines alone: colours only help. */
const SHAPES = {
  critical: <path d="M3.6.5h4.8l3.1 3.1v4.8l-3.1 3.1H3.6L.5 8.4V3.6z" fill="currentColor" />,
  major: <path d="M6 .8 11.6 11H.4z" fill="currentColor" />,
  minor: <path d="M6 2.2 10.4 10.2H1.6z" fill="none" stroke="currentColor" stroke-width="1.5" />,
  info: <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" stroke-width="1.5" />,
} as const satisfies Record<Severity, unknown>;

/** A severity: its shape, its word and its colour. */
export const SeverityMark = ({ severity }: { readonly severity: Severity }) => (
  <span class={`severity ${severity}`}>
    <svg viewBox="0 0 12 12" aria-hidden="true">
      {SHAPES[severity]}
    </svg>
    {severity}
  </span>
);
