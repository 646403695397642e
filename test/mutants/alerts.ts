import type { Mutant } from './mutant.ts';

const INTAKE = 'functions/shared/intake';
const reminder = (name: string) => ({
  file: 'test/e2e/senders/alertmanager.test.ts',
  name: `a reminder ${name}`,
});
const batch = (name: string) => ({ file: 'test/intake/batch.test.ts', name: `a batch ${name}` });
const owner = (name: string) => ({
  file: 'test/intake/event.test.ts',
  name: `an owner that cannot be a namespace ${name}`,
});

/** What is promised of alerts: of reminders, and of requests with several events. */
export const alerts: readonly Mutant[] = [
  {
    id: 'L01',
    guarantee: 'A late reminder brings nothing back that Alertmanager has called resolved.',
    file: 'functions/shared/store/recovery.ts',
    changes: [['REMINDER_MS = 3_600_000', 'REMINDER_MS = 0']],
    test: reminder('that comes after its end'),
  },
  {
    id: 'L02',
    guarantee: 'A firing that goes on after an end comes back.',
    file: 'functions/shared/store/recovery.ts',
    changes: [['(isKnown || isOld(moment))', 'isOld(moment)']],
    test: reminder('that comes more than an hour after the end'),
  },
  {
    id: 'L03',
    guarantee: "A person's resolve does not make a firing late that was not heard of before.",
    file: 'functions/shared/store/repeat.ts',
    changes: [[' && !(moment.isReminder && activeSince === undefined)', '']],
    test: reminder('is of the firing that it repeats'),
  },
  {
    id: 'L04',
    guarantee: 'What a reminder brings back is no later than the firing: any end of that resolves it.',
    file: 'functions/shared/store/repeat.ts',
    changes: [
      [
        'moment: { ...moment, deliveryId: undefined }',
        'moment: { ...moment, deliveryId: undefined, occurredAt: moment.now }',
      ],
    ],
    test: reminder('brings back what a person resolved'),
  },
  {
    id: 'L05',
    guarantee: 'An alert whose end has no time that could order it is resolved all the same.',
    file: 'functions/senders/alertmanager.ts',
    changes: [[' && endsAt > startsAt', '']],
    test: reminder('finds its alert resolved, whose end is before the start'),
  },
  {
    id: 'L06',
    guarantee: 'An event that is refused does not hide that the others of its request were stored.',
    file: `${INTAKE}/batch.ts`,
    changes: [['error instanceof HttpError && error.status < 500', 'false']],
    test: batch('of which one part is refused'),
  },
  {
    id: 'L07',
    guarantee: 'Work ends with the request that asked for it.',
    file: `${INTAKE}/batch.ts`,
    changes: [["signal.addEventListener('abort', () => limit.clearQueue());", '']],
    test: batch('begins nothing more'),
  },
  {
    id: 'L08',
    guarantee: 'An answer of many alerts leaves Lambda.',
    file: `${INTAKE}/batch.ts`,
    changes: [['sentBytes(results) <= MAX_SENT_BYTES', 'true']],
    test: batch('leaves out what its issues hold'),
  },
  {
    id: 'L09',
    guarantee: 'Nothing is stored in a namespace that cannot be listed.',
    file: `${INTAKE}/event.ts`,
    changes: [['namespaceSchema.safeParse(name).success', 'name !== undefined']],
    test: owner('that is blank'),
  },
  {
    id: 'L10',
    guarantee: 'Resources of two owners stay two in the default namespace.',
    file: `${INTAKE}/event.ts`,
    changes: [["if (wanted.trim() !== '')", 'if (false)']],
    test: owner('does not make one resource'),
  },
];
