import { type Resolving, tryAgain, undo, undoLast, useResolving } from '../data/resolving.ts';
import { useKeys } from './keys.ts';

const SAID = { waiting: 'Resolving', sent: 'Resolving', failed: 'Not resolved:' } as const;

/** What one has said to be resolved: it can be undone while it waits, and is told when it fails. */
export function Resolvings() {
  const all = useResolving();
  useKeys({ u: undoLast });
  return (
    <div class="toasts" role="status">
      {all.map((one, index) => (
        <Toast key={index} resolving={one} />
      ))}
    </div>
  );
}

const Toast = ({ resolving }: { readonly resolving: Resolving }) => {
  const { what, state, error } = resolving;
  return (
    <p class={`toast ${state}`}>
      <span>
        {SAID[state]} {what}
        {error !== undefined && `. ${error}`}
      </span>{' '}
      {state === 'failed' && (
        <button type="button" class="button" onClick={() => tryAgain(resolving)}>
          Try again
        </button>
      )}{' '}
      {state !== 'sent' && (
        <button type="button" class="button" onClick={() => undo(resolving)}>
          {state === 'waiting' ? (
            <>
              Undo <kbd>u</kbd>
            </>
          ) : (
            'Close'
          )}
        </button>
      )}
    </p>
  );
};
