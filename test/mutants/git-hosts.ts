import type { Mutant } from './mutant.ts';

const GITHUB = 'functions/senders/github.ts';
const GITLAB = 'functions/senders/gitlab.ts';
const REDELIVERY = 'functions/system/github-redelivery.ts';
const github = (name: string) => ({ file: 'test/e2e/senders/github.test.ts', name });
const gitlab = (name: string) => ({ file: 'test/e2e/senders/gitlab.test.ts', name });

const redelivery = (name: string) => ({ file: 'test/system/github-redelivery.test.ts', name });

/** What is promised of the events of systems that host code. */
export const gitHosts: readonly Mutant[] = [
  {
    id: 'G01',
    guarantee: "A deleted fork's run is not mistaken for the repository's own.",
    file: GITHUB,
    changes: [['run.head_repository === null', 'run.head_branch === null']],
    test: github('what succeeds on main for a deleted fork'),
  },
  {
    id: 'G02',
    guarantee: 'A merge queue tests the branch that it merges into.',
    file: GITHUB,
    changes: [['const branch = queuedFor ?? headBranch;', 'const branch = headBranch;']],
    test: github('a merge queue tests the branch'),
  },
  {
    id: 'G03',
    guarantee: "Two apps' checks of one name do not answer for each other.",
    file: GITHUB,
    changes: [['id: app ?', "id: app === '' ?"]],
    test: github('a check of the same name by another app'),
  },
  {
    id: 'G04',
    guarantee: "Dependabot's ecosystems do not answer for each other.",
    file: GITHUB,
    changes: [["path.startsWith('dynamic/') ? `", "path === '' ? `"]],
    test: github("Dependabot's runs are one resource"),
  },
  {
    id: 'G05',
    guarantee: 'A run without a workflow is the workflow that its path names.',
    file: GITHUB,
    changes: [["path.replace(/(\\.ya?ml)@.+$/, '$1')", 'path']],
    test: github('workflow runs that could not start are the same workflow'),
  },
  {
    id: 'G06',
    guarantee: 'A run that a comment started says nothing of the commits of its branch.',
    file: GITHUB,
    changes: [["  'issue_comment',\n", '']],
    test: github('what succeeds on main for a run that a comment started'),
  },
  {
    id: 'G07',
    guarantee: 'One run of which two hooks tell counts once.',
    file: GITHUB,
    changes: [
      [
        'id === null || id === undefined ? digest : JSON.stringify([id, ...parts])',
        'id === 0 ? JSON.stringify(parts) : digest',
      ],
    ],
    test: github("by an organization's and a repository's hook"),
  },
  {
    id: 'G08',
    guarantee: 'A delivery that is sent again under another id counts once.',
    file: 'functions/shared/intake/sender.ts',
    changes: [["hash('sha256', bodyBytes(event), 'base64url')", 'event.requestContext.requestId']],
    test: github('what one run is told of twice counts once under another id'),
  },
  {
    id: 'G09',
    guarantee: "Times in the zone of GitLab's server are in order with others.",
    file: GITLAB,
    changes: [['hours ?', "hours === '' ?"]],
    test: gitlab('times in the zone of the server'),
  },
  {
    id: 'G10',
    guarantee: 'A pipeline that tests something else does not resolve its branch.',
    file: GITLAB,
    changes: [
      [
        'if (OF_THE_BRANCH.includes(run.source))',
        "if (OF_THE_BRANCH.includes(run.source) || run.source !== 'schedule')",
      ],
    ],
    test: gitlab('pipelines that are not of their branch but of source security_orchestration_policy'),
  },
  {
    id: 'G11',
    guarantee: 'Pipelines of one source do not answer for each other.',
    file: GITLAB,
    changes: [['[run.source, upstream, run.name || jobs]', '[run.source, upstream]']],
    test: gitlab('are told apart: schedules'),
  },
  {
    id: 'G12',
    guarantee: 'Pipelines that two projects started do not answer for each other.',
    file: GITLAB,
    changes: [['[run.source, upstream, run.name', '[run.source, run.name']],
    test: gitlab('are told apart: pipelines that others started'),
  },
  {
    id: 'G13',
    guarantee: "A project's path is without that of its GitLab.",
    file: GITLAB,
    changes: [['return bySsh &&', "return path === '' &&"]],
    test: gitlab('by addresses below a path of the server'),
  },
  {
    id: 'G14',
    guarantee: "One pipeline of which a group's and a project's hook tell counts once.",
    file: GITLAB,
    changes: [['digest : JSON.stringify([id, endedAt])', 'digest : digest']],
    test: gitlab("by a group's and a project's hook"),
  },
  {
    id: 'G21',
    guarantee: "A tag's pipeline does not resolve the branch of its name.",
    file: GITLAB,
    changes: [["return run.tag ? 'tag' : undefined;", 'return undefined;']],
    test: gitlab('are told from those of a tag that has the name of their branch: pipeline'),
  },
  {
    id: 'G15',
    guarantee: 'What GitHub could not deliver is asked for five times at most.',
    file: REDELIVERY,
    changes: [['?? Number.POSITIVE_INFINITY', '?? 0']],
    test: redelivery('is asked for five times'),
  },
  {
    id: 'G16',
    guarantee: 'Nor is it asked for when nobody knows how often it was.',
    file: REDELIVERY,
    changes: [['find(({ redelivery }) => !redelivery)', 'at(-1)']],
    test: redelivery('is left alone when its first attempt is out of sight'),
  },
  {
    id: 'G17',
    guarantee: 'When GitHub wants no more requests, a run ends.',
    file: REDELIVERY,
    changes: [['if (status === 429 || (status === 403 && isLimited))', 'if (status === 418 && isLimited)']],
    test: redelivery('when GitHub wants no more requests'),
  },
  {
    id: 'G18',
    guarantee: "GitHub's token goes nowhere but to the hook.",
    file: REDELIVERY,
    changes: [['new URL(next).origin === new URL(hook).origin', 'next !== hook']],
    test: redelivery('sends the token nowhere but to the hook'),
  },
  {
    id: 'G19',
    guarantee: "No error quotes GitHub's token.",
    file: REDELIVERY,
    changes: [['if (!/^[\\x21-\\x7e]+$/.test(token))', "if (token === '')"]],
    test: redelivery('when there is no token: one that no header can hold'),
  },
  {
    id: 'G20',
    guarantee: 'One run makes a bounded number of requests.',
    file: REDELIVERY,
    changes: [['page < MAX_PAGES && ', '']],
    test: redelivery('is found on later pages, as far as one run goes'),
  },
];
