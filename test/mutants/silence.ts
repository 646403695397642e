import type { Mutant } from './mutant.ts';

const HEARING = 'functions/shared/intake/hearing.ts';
const hearing = (name: string) => ({
  file: 'test/intake/hearing.test.ts',
  name: `what a sender does ${name}`,
});
const silence = (name: string) => ({ file: 'test/e2e/silence.test.ts', name });
const privilege = (name: string) => ({ file: 'test/lib/least-privilege.test.ts', name });

/** What is promised of notes on senders: what they say, cost and endure. */
export const silent: readonly Mutant[] = [
  {
    id: 'Q01',
    guarantee: 'A sender is noted once a minute by an instance.',
    file: HEARING,
    changes: [['if (now - (written.get(kind) ?? 0) < NOTED_MS) return;', '']],
    test: hearing('is written once a minute, however much'),
  },
  {
    id: 'Q02',
    guarantee: 'A sender is noted once a minute by all instances together.',
    file: 'functions/shared/store/senders.ts',
    changes: [['#at < :recently', '#at <= :recently OR attribute_exists(PK)']],
    test: hearing('is written once a minute, by however many'),
  },
  {
    id: 'Q03',
    guarantee: 'An instance that was idle does not put back what others have noted.',
    file: HEARING,
    changes: [['now - Date.parse(at) < NOTED_MS', 'at <= new Date(now).toISOString()']],
    test: hearing('is never put back'),
  },
  {
    id: 'Q04',
    guarantee: 'A note is written beside a report, not before it.',
    file: HEARING,
    changes: [
      ['    before({ event }) {', '    async before({ event }) {'],
      [
        "      writing.set(event, [note(nameOf(event), 'heard')]);",
        "      writing.set(event, [await note(nameOf(event), 'heard')].map(async () => {}));",
      ],
    ],
    test: silence('a note adds no round trip'),
  },
  {
    id: 'Q05',
    guarantee: 'A note that fails costs no report.',
    file: HEARING,
    changes: [["logger.warn('It was not noted when the sender was heard', { error });", 'throw error;']],
    test: silence('a note that is refused costs no report'),
  },
  {
    id: 'Q06',
    guarantee: 'No report waits long for a note.',
    file: HEARING,
    changes: [['NOTE_TIMEOUT_MS = 1_000', 'NOTE_TIMEOUT_MS = 60_000']],
    test: silence('a note that gets no answer costs no report'),
  },
  {
    id: 'Q07',
    guarantee: 'Only those who may read everywhere learn of senders.',
    file: 'functions/system/senders.ts',
    changes: [["() => ['*']", '() => []']],
    test: silence('GET /senders is for those who may read everywhere'),
  },
  {
    id: 'Q08',
    guarantee: "A sender's function notes nothing of another sender.",
    file: 'lib/issue-table.ts',
    changes: [['only(senderPartition(sender))', "only(senderPartition('*'))"]],
    test: privilege('POST /api/v1/webhooks/github reaches the tokens'),
  },
  {
    id: 'Q09',
    guarantee: 'Functions for issues change nothing that is noted of senders.',
    file: 'lib/issue-table.ts',
    changes: [['[TOKENS, ALL_SENDERS]', '[TOKENS]']],
    test: privilege('POST /api/v1/issues reaches the tokens'),
  },
  {
    id: 'Q10',
    guarantee: 'A refusal of one alert among others is noted.',
    file: 'functions/shared/intake/sender.ts',
    changes: [['          refused(event, error);\n', '']],
    test: silence('GET /senders says which namespace a secret does not cover'),
  },
  {
    id: 'Q11',
    guarantee: 'Strangers overwrite nothing that is noted of a sender itself.',
    file: HEARING,
    changes: [
      ['return note(nameOf(event), error.kind);', "return note(nameOf(event), 'rejected', error.message);"],
    ],
    test: silence('GET /senders says why a sender was refused'),
  },
];
