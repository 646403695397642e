import type { Mutant } from './mutant.ts';

const INTAKE = 'functions/shared/intake';
const mended = (name: string) => ({ file: 'test/e2e/mended.test.ts', name });

/** What is promised of reports that are mended. */
export const mending: readonly Mutant[] = [
  {
    id: 'N01',
    guarantee: "A resource's name is never changed.",
    file: `${INTAKE}/mend.ts`,
    changes: [['if (IDENTITY.has(this.#schema)) return value;', '']],
    test: { file: 'test/e2e/bad-fields.test.ts', name: 'a webhook refuses pipelineName: a number' },
  },
  {
    id: 'N02',
    guarantee: 'The whole of a long reason tells it from others.',
    file: `${INTAKE}/report.ts`,
    changes: [['fingerprint(clean(dedupKey))', 'fingerprint(clean(dedupKey).slice(0, 10_000))']],
    test: mended('texts a reason of 900 KB is heard'),
  },
  {
    id: 'N03',
    guarantee: "A shortened text keeps a log's end.",
    file: 'functions/shared/issue/text.ts',
    changes: [['text.slice(-tail)', "''"]],
    test: mended('texts a reason of 900 KB is heard'),
  },
  {
    id: 'N04',
    guarantee: 'A link is stored without its password.',
    file: `${INTAKE}/links.ts`,
    changes: [
      ["  url.username = '';\n", ''],
      ["  url.password = '';\n", ''],
    ],
    test: mended('links https://user:secret-word@ci.example/1'),
  },
  {
    id: 'N05',
    guarantee: 'A text that is no link is kept without its password.',
    file: `${INTAKE}/mend.ts`,
    changes: [['withoutCredentials(this.#readable(given))', 'this.#readable(given)']],
    test: mended('links a file with a password'),
  },
  {
    id: 'N06',
    guarantee: "The operator's severity, medium, is minor.",
    file: `${INTAKE}/mend.ts`,
    changes: [["  medium: 'minor',\n", '']],
    test: mended('severities medium is minor'),
  },
  {
    id: 'N07',
    guarantee: 'An id of 19 digits is not rounded.',
    file: `${INTAKE}/mend.ts`,
    changes: [['sourceOf(holder, key) ?? String(value)', 'String(value)']],
    test: mended('texts numbers stay as they stood in the JSON'),
  },
  {
    id: 'N08',
    guarantee: "A field that a sender's event can do without costs no event.",
    file: `${INTAKE}/read-event.ts`,
    changes: [['if (!without.success) {', 'if (!first.success) {']],
    test: { file: 'test/intake/read-event.test.ts', name: 'a number for a text' },
  },
  {
    id: 'N09',
    guarantee: "A sender's namespace is stored as it is, or refused.",
    file: `${INTAKE}/event.ts`,
    changes: [['if (error) throw', 'if (error && false) throw']],
    test: { file: 'test/intake/event.test.ts', name: 'a blank namespace that cannot be stored' },
  },
  {
    id: 'N10',
    guarantee: 'What was mended is told.',
    file: `${INTAKE}/answers.ts`,
    changes: [['warnings.length > 0 ? { warnings } : {}', '{}']],
    test: mended('severities medium is minor'),
  },
  {
    id: 'S80',
    guarantee: 'Runs are told apart by their ids as they were sent',
    file: 'functions/shared/intake/webhook.ts',
    changes: [['const id = body.mending.ids.get(run);', 'const id = body[run];']],
    test: { file: 'test/e2e/runs.test.ts', name: 'loses no failure among ids' },
  },
  {
    id: 'S81',
    guarantee: 'However many lines are mended, the answer can be sent',
    file: 'functions/shared/intake/mend.ts',
    changes: [
      ['const path = shorten(field, 100);', 'const path = shorten(field, 100) + this.#warnings.size;'],
    ],
    test: { file: 'test/e2e/mended.test.ts', name: 'a list of many lines' },
  },
  {
    id: 'S82',
    guarantee: 'What a sender names its resource by is not mended',
    file: 'functions/shared/intake/read-event.ts',
    changes: [['if (wrong.length > 0) throw', 'if (wrong.length < 0) throw']],
    test: { file: 'test/intake/read-event.test.ts', name: 'a part of the identity' },
  },
  {
    id: 'C01',
    guarantee: 'A reason that names its run is the same failure in the next one',
    file: `${INTAKE}/report.ts`,
    changes: [['withoutRunNames(draft.dedupKey, draft.scope.resourceName, runId)', 'draft.dedupKey']],
    test: { file: 'test/e2e/runs.test.ts', name: 'a reason that names its run' },
  },
  {
    id: 'C02',
    guarantee: 'A short id is not taken out of the reason',
    file: `${INTAKE}/run-names.ts`,
    changes: [['const MIN_ID = 5;', 'const MIN_ID = 1;']],
    test: { file: 'test/intake/run-names.test.ts', name: 'a number that is also the id' },
  },
  {
    id: 'C03',
    guarantee: 'Alarms, pipelines and projects of one name in two regions are two resources',
    file: 'functions/senders/aws.ts',
    changes: [['{region}/', "{'any'}/"]],
    test: { file: 'test/e2e/senders/aws.test.ts', name: 'that of another region' },
  },
  {
    id: 'C04',
    guarantee: 'A build of a pull request resolves no failure of main',
    file: 'functions/senders/aws.ts',
    changes: [["if (named !== '')", "if (named === '')"]],
    test: { file: 'test/e2e/senders/aws.test.ts', name: 'of a pull request resolves no failure' },
  },
  {
    id: 'C05',
    guarantee: 'A rollback resolves no failure of its pipeline',
    file: 'functions/senders/aws.ts',
    changes: [["if (state === 'SUCCEEDED' && ROLLBACK", "if (state === 'STARTED' && ROLLBACK"]],
    test: { file: 'test/e2e/senders/aws.test.ts', name: 'that are rolled back' },
  },
  {
    id: 'C06',
    guarantee: 'The first build of a job that is made again is no duplicate',
    file: 'functions/senders/jenkins.ts',
    changes: [['Number(queue_id) > 0 ? queue_id : hour', "''"]],
    test: { file: 'test/e2e/senders/jenkins.test.ts', name: 'fails in its first build again' },
  },
];
