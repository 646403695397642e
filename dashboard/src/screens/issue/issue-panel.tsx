import { useEffect, useRef } from 'preact/hooks';
import { IssueView } from './issue-view.tsx';

interface Props {
  readonly id: string;
  readonly href: (issue: string) => string;
  readonly close: () => void;
}

/** An issue beside the list; instead of it, where there is no room. */
export function IssuePanel({ id, href, close }: Props) {
  const panel = useRef<HTMLElement>(null);
  // Whoever opened it reads on in it. Moving on to another issue by keys leaves the focus in the list.
  useEffect(() => panel.current?.focus(), []);
  return (
    <aside class="panel" aria-label="Issue" ref={panel} tabIndex={-1}>
      <button type="button" class="button quiet close" onClick={close}>
        <span aria-hidden="true">←</span> List
      </button>
      <IssueView key={id} id={id} href={href} close={close} />
    </aside>
  );
}
