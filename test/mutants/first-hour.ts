import type { Mutant } from './mutant.ts';

/** What a newcomer meets: commands, the local server, the pages. */
export const firstHour: readonly Mutant[] = [
  {
    id: 'F01',
    guarantee: 'A deployment that would drop an option of the deployed stack does not begin',
    file: 'bin/deploy.ts',
    changes: [['if (dropped.length > 0)', 'if (dropped.length > 99)']],
    test: { file: 'test/operate/deploy.test.ts', name: 'names them, and does not begin' },
  },
  {
    id: 'F02',
    guarantee: "A stage's options are in its file, and -c overrides them",
    file: 'lib/stage-options.ts',
    changes: [
      ['readOptions({ ...(isName', 'readOptions({ ...context, ...(isName'],
      [', project)), ...context })', ', project)) })'],
    ],
    test: { file: 'test/lib/stage-options.test.ts', name: 'the context wins' },
  },
  {
    id: 'F03',
    guarantee: 'An answer to webhook:new is checked when it is given',
    file: 'generator/ask.ts',
    changes: [["path.split('.')[0] === part", "path.split('.')[0] === ''"]],
    test: { file: 'test/generator/ask.test.ts', name: 'is asked for again at once' },
  },
  {
    id: 'F04',
    guarantee: 'All faults of a request for a webhook are told at once',
    file: 'generator/request.ts',
    changes: [
      [
        'faults.push(...contradictions(draft))',
        'if (faults.length === 0) faults.push(...contradictions(draft))',
      ],
    ],
    test: { file: 'test/generator/request.test.ts', name: 'also those that only the parts together have' },
  },
  {
    id: 'F05',
    guarantee: "A data folder is one server's at a time",
    file: 'local/data-folder.ts',
    changes: [["'COMMIT; BEGIN IMMEDIATE'", "'COMMIT'"]],
    test: { file: 'test/local/data-folder.test.ts', name: "one server's at a time" },
  },
  {
    id: 'F06',
    guarantee: 'A damaged database is named at once',
    file: 'local/data-folder.ts',
    changes: [["globSync('**/*.db'", "globSync('*.none'"]],
    test: { file: 'test/local/data-folder.test.ts', name: 'is named' },
  },
  {
    id: 'F07',
    guarantee: '--watch notices a file that another takes the place of',
    file: 'local/watch.ts',
    changes: [['events.map(', "events.filter(({ type }) => type === 'update').map("]],
    test: { file: 'test/local/watch.test.ts', name: 'another file takes its place' },
  },
  {
    id: 'F08',
    guarantee: 'A file of secrets that is not there is refused at the start',
    file: 'local/parameters.ts',
    changes: [['if (file !== undefined) await readFile', 'if (file === null) await readFile']],
    test: { file: 'test/local/parameters.test.ts', name: 'is refused at the start' },
  },
  {
    id: 'F09',
    guarantee: "A sender's page adds its secret to those of the others",
    file: 'docs/senders/gitlab.md',
    changes: [['>> secrets.env', '> secrets.env']],
    test: { file: 'test/docs.test.ts', name: 'a page adds to secrets.env' },
  },
  {
    id: 'F10',
    guarantee: 'A request to the local server waits until it is ready',
    file: 'local/serve.ts',
    changes: [
      [
        'void started.promise.then(() => current?.app.routing(request, response))',
        'current ? current.app.routing(request, response) : response.writeHead(503).end()',
      ],
    ],
    test: { file: 'test/local/process.test.ts', name: 'uses another DynamoDB' },
  },
  {
    id: 'F11',
    guarantee: 'A Node.js that is too old is told what to run',
    file: 'bin/ready.cjs',
    changes: [['Number.parseInt(version, 10) < MIN', 'Number.parseInt(version, 10) < 0']],
    test: { file: 'test/bin/ready.test.ts', name: 'on an old Node.js too' },
  },
  {
    id: 'F12',
    guarantee: 'The limits on the page are those of the code',
    file: 'functions/shared/issue/issue.ts',
    changes: [['MAX_LINKS = 20', 'MAX_LINKS = 21']],
    test: { file: 'test/docs.test.ts', name: 'the limits of docs/api.md' },
  },
];
