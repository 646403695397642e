import type { Mutant } from './mutant.ts';

const RESOLVING = 'dashboard/src/data/resolving.ts';
const VIEW = 'dashboard/src/data/view.ts';
const HELD = 'dashboard/src/screens/now/held.ts';
const ISSUE = 'dashboard/src/screens/issue/issue-view.tsx';
const story = (name: string) => ({ file: 'test/browser/story.test.ts', name });
const actions = (name: string) => ({ file: 'test/browser/actions.test.ts', name });
const view = (name: string) => ({ file: 'test/browser/view.test.ts', name });
const demo = (name: string) => ({ file: 'test/browser/demo.test.ts', name });

/** What the dashboard promises those who look at it. */
export const seen: readonly Mutant[] = [
  {
    id: 'UI01',
    guarantee: 'Texts of senders are shown as text.',
    file: ISSUE,
    changes: [['<h1>{title}</h1>', '<h1 dangerouslySetInnerHTML={{ __html: title }} />']],
    test: view('shows HTML as text'),
  },
  {
    id: 'UI02',
    guarantee: 'A resolve that is undone is not sent.',
    file: RESOLVING,
    changes: [['clearTimeout(timers.get(resolving));', '']],
    test: actions('resolve it; for some seconds'),
  },
  {
    id: 'UI03',
    guarantee: 'A resolve that fails is told.',
    file: RESOLVING,
    changes: [['failure instanceof Error ?', 'failure === true ?']],
    test: actions('resolving that fails is told'),
  },
  {
    id: 'UI04',
    guarantee: 'An edit sends only what was changed, so that two people do not undo each other.',
    file: 'dashboard/src/screens/issue/edit.tsx',
    changes: [['save.mutate(edit,', 'save.mutate({ description: issue.description, ...edit },']],
    test: actions('edit it: only what was changed'),
  },
  {
    id: 'UI05',
    guarantee: 'Deleting asks first.',
    file: 'dashboard/src/parts/confirm.tsx',
    changes: [['useState(false)', 'useState(true)']],
    test: actions('delete it, after one was asked'),
  },
  {
    id: 'UI06',
    guarantee: 'Keys do nothing while one types.',
    file: 'dashboard/src/parts/keys.ts',
    changes: [["if (isTyping(event.target) && event.key !== 'Escape') return;", '']],
    test: actions('all of it by keys alone'),
  },
  {
    id: 'UI07',
    guarantee: 'What is new does not move the list.',
    file: HELD,
    changes: [['const rows = isStill\n', 'const rows = isStill && false\n']],
    test: story('what is new waits behind a pill'),
  },
  {
    id: 'UI08',
    guarantee: 'What works again fades in its place.',
    file: HELD,
    changes: [['{ ...row, isGone: true } : row', 'row : row']],
    test: story('a failure appears, is counted'),
  },
  {
    id: 'UI09',
    guarantee: 'While Kite does not answer, that is said.',
    file: 'dashboard/src/screens/now/freshness.tsx',
    changes: [['(error ?? failureReason)?.message', 'undefined']],
    test: story('while Kite does not answer'),
  },
  {
    id: 'UI10',
    guarantee: 'Each change of the view is a step back.',
    file: VIEW,
    changes: [['}, options),', '}, { replace: true }),']],
    test: view('is in the URL'),
  },
  {
    id: 'UI11',
    guarantee: 'A link shows what its sender saw.',
    file: VIEW,
    changes: [["search: query.get('search') ?? '',", "search: '',"]],
    test: view('is in the URL'),
  },
  {
    id: 'UI12',
    guarantee: 'Long words wrap.',
    file: 'dashboard/src/look/base.css',
    changes: [['overflow-wrap: anywhere;', '']],
    test: view('shows no spaces as text'),
  },
  {
    id: 'UI13',
    guarantee: 'Every screen has one first heading.',
    file: ISSUE,
    changes: [['<h1>{title}</h1>', '<p>{title}</p>']],
    test: demo('an issue: axe finds nothing wrong'),
  },
  {
    id: 'UI14',
    guarantee: 'The log is one click away from the list.',
    file: 'dashboard/src/screens/now/row.tsx',
    changes: [['<Links links={first.links} />', '']],
    test: demo('someone who does not know it'),
  },
  {
    id: 'UI15',
    guarantee: 'The list can be ordered by how long something has been broken.',
    file: 'dashboard/src/data/scopes.ts',
    changes: [['  order,\n', '']],
    test: view('is in the URL'),
  },
  {
    id: 'UI16',
    guarantee: 'What moved to a later page is not said to work again.',
    file: HELD,
    changes: [['isAll || found?.isAll === true', 'true']],
    test: story('what others push to a later page stays'),
  },
];
