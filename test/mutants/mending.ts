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
    changes: [
      [
        'withoutPasswords(clean(dedupKey.message))',
        'withoutPasswords(clean(dedupKey.message)).slice(0, 10_000)',
      ],
    ],
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
    file: 'functions/shared/issue/passwords.ts',
    changes: [
      ["  url.username = '';\n", ''],
      ["  url.password = '';\n", ''],
    ],
    test: { file: 'test/issue/passwords.test.ts', name: 'the URL https:user:secret@host/x' },
  },
  {
    id: 'N05',
    guarantee: 'A text that is no link is kept without its password.',
    file: `${INTAKE}/mend.ts`,
    changes: [['withoutCredentials(given)', 'given']],
    test: mended('links a password without a scheme'),
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
    file: `${INTAKE}/as-text.ts`,
    changes: [['(sourceOf(holder, key) ?? String(value))', 'String(value)']],
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
    id: 'N11',
    guarantee: 'A name with bytes that are no UTF-8 is refused, not replaced.',
    file: 'functions/shared/http/body.ts',
    changes: [["decoded.replaceAll('\\ufffd', NO_UTF_8)", 'decoded']],
    test: { file: 'test/e2e/raw-bodies.test.ts', name: 'with some is refused' },
  },
  {
    id: 'N12',
    guarantee: "A log that a shell put into a report's JSON as it is costs no report.",
    file: 'functions/shared/http/body.ts',
    changes: [['(mendsBody ? parse(escapeUnescaped(text), [UNESCAPED]) : undefined)', 'undefined']],
    test: { file: 'test/e2e/raw-bodies.test.ts', name: 'a line break in a reason' },
  },
  {
    id: 'N13',
    guarantee: 'The passwords of URLs in a reason are not stored.',
    file: 'functions/shared/issue/passwords.ts',
    changes: [["text.replace(USERINFO, '')", 'text']],
    test: mended('a reason is stored without them'),
  },
  {
    id: 'N14',
    guarantee: 'Nor are those that the Issues API is sent.',
    file: 'functions/shared/issue/request.ts',
    changes: [['? mend(value) : value', '? value : value']],
    test: { file: 'test/e2e/issues-api.test.ts', name: 'user names and passwords of URLs' },
  },
  {
    id: 'N15',
    guarantee: 'Whatever an issue is answered as can be written back.',
    file: 'functions/issues/update.ts',
    changes: [['  maxBodyBytes: MAX_BODY_BYTES,\n', '']],
    test: { file: 'test/e2e/issues-api.test.ts', name: 'however large its related issues' },
  },
  {
    id: 'N16',
    guarantee: 'A list where a text belongs becomes its lines.',
    file: `${INTAKE}/as-text.ts`,
    changes: [["Array.isArray(value) ? textsOf(value).join('\\n') : plainText", 'plainText']],
    test: mended('a reason that is a list'),
  },
  {
    id: 'N17',
    guarantee: "A sender's name with bytes that are no UTF-8 is refused, not replaced.",
    file: `${INTAKE}/read-event.ts`,
    changes: [['if (broken.size === 0) return event;', 'return event;']],
    test: { file: 'test/intake/read-event.test.ts', name: 'a name that is no UTF-8' },
  },
];
