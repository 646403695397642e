import { useRef } from 'preact/hooks';
import type { Answers } from '../../data/kite.ts';
import { SEVERITIES } from '../../data/severities.ts';
import { type Facet, ISSUE_TYPES, toggled, type View } from '../../data/view.ts';
import { SeverityMark } from '../../parts/severity.tsx';

interface Props {
  readonly facets: Answers['ScopeList']['facets'] | undefined;
  readonly view: View;
  readonly change: (change: Partial<View>) => void;
}

/** How many issues there are of each kind that the other filters leave. A click filters, and a second one undoes it. */
export function Facets({ facets, view, change }: Props) {
  const types = facets?.resourceType ?? {};
  const known = useRef<ReadonlySet<string>>(new Set());
  const byCount = Object.entries(types).toSorted(([, a], [, b]) => b - a);
  // What other filters leave nothing of keeps its place.
  known.current = new Set([...known.current, ...byCount.map(([type]) => type), ...view.resourceType]);
  const toggle = (facet: Facet) => (value: string, isMore: boolean) =>
    change({ [facet]: clicked(view[facet], value, isMore) });
  return (
    <div class="facets" id="facets">
      <Section
        title="Severity"
        counts={SEVERITIES.map((severity) => [severity, facets?.severity[severity] ?? 0])}
        chosen={view.severity}
        toggle={toggle('severity')}
        show={(value) =>
          SEVERITIES.flatMap((one) => (one === value ? <SeverityMark key={one} severity={one} /> : []))
        }
      />
      <Section
        title="Type"
        counts={ISSUE_TYPES.map((type) => [type, facets?.issueType[type] ?? 0])}
        chosen={view.issueType}
        toggle={toggle('issueType')}
      />
      <Section
        title="Resource"
        counts={[...known.current].map((type) => [type, types[type] ?? 0])}
        chosen={view.resourceType}
        toggle={toggle('resourceType')}
      />
    </div>
  );
}

/** The values after a click: it alone or none, and with shift it too. */
const clicked = (values: readonly string[], value: string, isMore: boolean): readonly string[] =>
  isMore || values.includes(value) ? toggled(values, value) : [value];

interface SectionProps {
  readonly title: string;
  readonly counts: readonly (readonly [string, number])[];
  readonly chosen: readonly string[];
  readonly toggle: (value: string, isMore: boolean) => void;
  readonly show?: (value: string) => preact.ComponentChildren;
}

function Section({ title, counts, chosen, toggle, show = (value) => value }: SectionProps) {
  if (counts.length === 0) return null;
  const id = `facet-${title}`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul>
        {counts.map(([value, count]) => (
          <li key={value}>
            <button
              type="button"
              class={`facet${count === 0 ? ' none' : ''}`}
              aria-pressed={chosen.includes(value)}
              title="Shift-click to choose more than one"
              onClick={(event) => toggle(value, event.shiftKey)}
            >
              <span>{show(value)}</span>
              <span class="number">{count.toLocaleString('en')}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
