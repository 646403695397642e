import { Modal } from './modal.tsx';

const KEYS = [
  ['j', 'k', 'the next or the previous resource'],
  ['enter', 'o', 'open it'],
  ['l', 'open its log'],
  ['x', 'select it'],
  ['r', 'resolve it, or what is selected'],
  ['u', 'undo that'],
  ['e', 'edit the issue that is open'],
  ['.', 'show new ones'],
  ['esc', 'close'],
  ['/', 'search'],
  ['f', 'filters'],
  ['g n', 'Now'],
  ['g m', 'Namespaces'],
  ['g s', 'Set-up'],
  ['?', 'this list'],
] as const;

/** What keys do. */
export function Help({ close }: { readonly close: () => void }) {
  return (
    <Modal class="help" labelledBy="keys" close={close}>
      <h2 id="keys">Keys</h2>
      <dl>
        {KEYS.map((entry) => (
          <div key={entry[0]}>
            <dt>
              {entry.slice(0, -1).map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{entry.at(-1)}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit" class="button">
          Close
        </button>
      </form>
    </Modal>
  );
}
