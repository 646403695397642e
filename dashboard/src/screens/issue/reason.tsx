import { useEffect, useState } from 'preact/hooks';
import { later, Outdated } from '../../data/later.ts';
import { CopyButton } from '../../parts/copy.tsx';
import { plural } from '../../parts/plural.ts';
import { Reload } from '../../parts/reload.tsx';
import { ESC, withoutColours } from '../../parts/terminal.ts';

/** How much of a long text is shown at first. */
const LINES = 20;
const CHARACTERS = 2_000;

/** An issue's description as its log has it. */
export function Reason({ text }: { readonly text: string }) {
  const [isWhole, setWhole] = useState(false);
  const { coloursOf, isOutdated } = useColours(text.includes(ESC));
  const lines = text.split('\n');
  const isLong = lines.length > LINES || text.length > CHARACTERS;
  const shown = isLong && !isWhole ? lines.slice(0, LINES).join('\n').slice(0, CHARACTERS) : text;
  return (
    <section class="reason" aria-label="Reason">
      <pre>
        <Ansi text={shown} coloursOf={coloursOf} />
        {shown !== text && ' …'}
      </pre>
      <p class="tools">
        {isOutdated && <Reload />}
        <CopyButton text={text} label="the reason" />
        {isLong && (
          <button
            type="button"
            class="button quiet"
            aria-expanded={isWhole}
            onClick={() => setWhole(!isWhole)}
          >
            {isWhole ? 'Show less' : `Show all ${plural(lines.length, 'line')}`}
          </button>
        )}
      </p>
    </section>
  );
}

type ColoursOf = typeof import('./ansi.ts').coloursOf;

/** How to tell a terminal's colours, once that is loaded; or that a newer page is needed for it. */
function useColours(isWanted: boolean) {
  const [coloursOf, setColoursOf] = useState<ColoursOf>();
  const [isOutdated, setOutdated] = useState(false);
  useEffect(() => {
    if (isWanted)
      later(() => import('./ansi.ts')).then(
        (ansi) => setColoursOf(() => ansi.coloursOf),
        (error) => setOutdated(error instanceof Outdated),
      );
  }, [isWanted]);
  return { coloursOf, isOutdated };
}

interface AnsiProps {
  readonly text: string;
  /** @default - without colours */
  readonly coloursOf: ColoursOf | undefined;
}

/** A text with its terminal's colours, by class: as elements and text, never as HTML. */
function Ansi({ text, coloursOf }: AnsiProps) {
  if (!text.includes(ESC) || coloursOf === undefined) return <>{withoutColours(text)}</>;
  return (
    <>
      {coloursOf(text).map(({ content, fg, bg, decorations }, index) => {
        const names = [fg, bg && `on-${bg}`, ...decorations].filter(Boolean).join(' ');
        return names === '' ? (
          content
        ) : (
          <span key={index} class={names}>
            {content}
          </span>
        );
      })}
    </>
  );
}
