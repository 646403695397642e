import { useEffect, useState } from 'preact/hooks';
import { CopyButton } from '../../parts/copy.tsx';
import { plural } from '../../parts/plural.ts';

/** How much of a long text is shown at first. */
const LINES = 20;
const CHARACTERS = 2_000;

/** An issue's description as its log has it. */
export function Reason({ text }: { readonly text: string }) {
  const [isWhole, setWhole] = useState(false);
  const lines = text.split('\n');
  const isLong = lines.length > LINES || text.length > CHARACTERS;
  const shown = isLong && !isWhole ? lines.slice(0, LINES).join('\n').slice(0, CHARACTERS) : text;
  return (
    <section class="reason" aria-label="Reason">
      <pre>
        <Ansi text={shown} />
        {shown !== text && ' …'}
      </pre>
      <p class="tools">
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

/** A text with its terminal's colours, by class: as elements and text, never as HTML. */
function Ansi({ text }: { readonly text: string }) {
  const [coloursOf, setColoursOf] = useState<typeof import('./ansi.ts').coloursOf>();
  const hasEscapes = text.includes('\u001b');
  useEffect(() => {
    // Where it cannot be loaded, the text is shown as it is.
    if (hasEscapes)
      import('./ansi.ts').then(
        (ansi) => setColoursOf(() => ansi.coloursOf),
        () => undefined,
      );
  }, [hasEscapes]);
  if (!hasEscapes || coloursOf === undefined) return <>{text}</>;
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
