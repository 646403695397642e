import type { Mutant } from './mutant.ts';

const STORE = 'functions/shared/store';
const order = (name: string) => ({ file: 'test/store/order.test.ts', name });
const report = (name: string) => ({ file: 'test/store/report.test.ts', name });
const relate = (name: string) => ({ file: 'test/store/relate.test.ts', name });
const runs = (name: string) => ({ file: 'test/e2e/runs.test.ts', name });
const count = (name: string) => ({ file: 'test/store/count.test.ts', name });
const storm = (name: string) => ({ file: 'test/store/storm.test.ts', name });
const list = (name: string) => ({ file: 'test/store/list.test.ts', name });
const READS = { file: 'test/store/consistency.test.ts', name: 'whatever is read' };
const PLACED_SUCCESS = order('is its latest success');
const KEPT_30_DAYS = order('may be forgotten 30 days after its last event');
const RETENTION = report('retention begins when an issue is resolved');
const ENDS_IN_ORDER = order('a failure that a success just missed');
const ONCE = order('a delivery that is sent again counts once also when nobody says when');
const LAST_PAGE = list('a page that ends with the last issue');
const EXPIRED = { file: 'test/store/modify.test.ts', name: 'an issue that has expired cannot be changed' };

/** What is promised of reports, successes and time. */
const events: readonly Mutant[] = [
  {
    id: 'M04',
    guarantee: 'A slow success does not resolve what was resolved and came back since it looked.',
    file: `${STORE}/success.ts`,
    changes: [
      [": 'activeSince = :activeSince'", ": 'attribute_exists(activeSince)'"],
      ["{ ':activeSince': activeSince }", '{}'],
    ],
    test: order('a success without a time leaves alone'),
  },
  {
    id: 'M12',
    guarantee: 'A success sees the failures whose reports have been answered.',
    file: `${STORE}/success.ts`,
    changes: [['ConsistentRead: true,', '']],
    test: READS,
  },
  {
    id: 'M16',
    guarantee: 'The note of a recovery expires: its time to live is in seconds.',
    file: `${STORE}/recovery.ts`,
    changes: [['Date.parse(now) / 1000', 'Date.parse(now)']],
    test: KEPT_30_DAYS,
  },
  {
    id: 'M17',
    guarantee: 'The note of a recovery is kept for 30 days.',
    file: `${STORE}/recovery.ts`,
    changes: [['/ 1000) + KEPT_DAYS * 86_400', '/ 1000) + KEPT_DAYS']],
    test: KEPT_30_DAYS,
  },
  {
    id: 'M43',
    guarantee: 'Requests that lose a race wait before they try again, longer each time.',
    file: `${STORE}/table.ts`,
    changes: [['await backOff(attempts);', '']],
    test: { file: 'test/store/table.test.ts', name: 'waits before it tries again' },
  },
  {
    id: 'S01',
    guarantee: 'Of reports of a new failure at the same time one makes the issue, and all are counted.',
    file: `${STORE}/create.ts`,
    changes: [["'attribute_not_exists(PK)'", "'attribute_not_exists(PK) OR attribute_exists(PK)'"]],
    test: order('a new failure leaves its issue to the report that has made it meanwhile'),
  },
  {
    id: 'S02',
    guarantee: 'A report whose answer was lost counts once when the SDK sends it again.',
    file: `${STORE}/deliveries.ts`,
    changes: [["'lastReport <> :lastReport'", "'attribute_exists(lastReport)'"]],
    test: report('a failure that is known is counted once when the answer is lost'),
  },
  {
    id: 'S03',
    guarantee: 'A delivery that is sent again counts once.',
    file: `${STORE}/deliveries.ts`,
    changes: [["'NOT contains(deliveries, :lastReport)', ", '']],
    test: ONCE,
  },
  {
    id: 'S04',
    guarantee: 'The last 64 deliveries of an issue are known.',
    file: `${STORE}/deliveries.ts`,
    changes: [['MAX_DELIVERIES = 64', 'MAX_DELIVERIES = 63']],
    test: order('is remembered without the issue growing'),
  },
  {
    id: 'S05',
    guarantee: 'A failure does not reopen over a later one that has reopened the issue meanwhile.',
    file: `${STORE}/repeat.ts`,
    changes: [
      ["'attribute_not_exists(activeSince)',", ''],
      ['occurrences = :occurrencesBefore', 'occurrences >= :occurrencesBefore'],
      ['updatedAt = :updatedBefore', 'updatedAt >= :updatedBefore'],
    ],
    test: order('a failure that would reopen an issue leaves it to the one that did'),
  },
  {
    id: 'S06',
    guarantee: 'A late failure does not overwrite the text of one less late.',
    file: `${STORE}/repeat.ts`,
    changes: [["isLatest ? '<=' : '>'", "isLatest ? '<>' : '>'"]],
    test: order('a late failure does not overwrite the text of one less late'),
  },
  {
    id: 'S07',
    guarantee: 'A failure that happened before the last success, and comes after it, makes nothing ACTIVE.',
    file: `${STORE}/recovery.ts`,
    changes: [['succeededAt <= :at', 'succeededAt <= :at OR succeededAt > :at']],
    test: order('a failure that arrives after the success that followed it'),
  },
  {
    id: 'S08',
    guarantee: 'A success that comes late does not make a later one forgotten.',
    file: `${STORE}/recovery.ts`,
    changes: [['OR succeededAt < :succeededAt', 'OR succeededAt <> :succeededAt']],
    test: PLACED_SUCCESS,
  },
  {
    id: 'S09',
    guarantee: 'A success leaves alone failures that happened after it.',
    file: `${STORE}/success.ts`,
    changes: [[' AND eventAt <= :eventAt', '']],
    test: order('a success resolves no failure that happened after it'),
  },
  {
    id: 'S10',
    guarantee: 'A failure that becomes active while a later success looks is resolved all the same.',
    file: `${STORE}/success.ts`,
    changes: [['before && isRecent(before, moment) ? find() : []', '[]']],
    test: ENDS_IN_ORDER,
  },
  {
    id: 'S11',
    guarantee: 'A failure leaves word of itself to a success that is on its way.',
    file: `${STORE}/recovery.ts`,
    changes: [['activatedAt: moment.now, ', '']],
    test: ENDS_IN_ORDER,
  },
  {
    id: 'S12',
    guarantee: 'Events are ordered by when they happened, not by when they arrive.',
    file: `${STORE}/change.ts`,
    changes: [['Date.parse(occurredAt ?? now)', 'Date.parse(now)']],
    test: order('a failure neither reopens nor changes the text, but is counted'),
  },
  {
    id: 'S13',
    guarantee: "A sender's clock that is ahead does not shut out what comes after it.",
    file: `${STORE}/change.ts`,
    changes: [['(occurredAt < now ? occurredAt : now)', 'occurredAt']],
    test: order("a sender's clock that is ahead"),
  },
  {
    id: 'S14',
    guarantee: 'The same Idempotency-Key counts once.',
    file: 'functions/shared/intake/webhook.ts',
    changes: [["event.headers['idempotency-key']", 'undefined']],
    test: { file: 'test/e2e/order.test.ts', name: 'the same Idempotency-Key counts once' },
  },
  {
    id: 'S34',
    guarantee: "No sender uses up an id of another's deliveries.",
    file: `${STORE}/deliveries.ts`,
    changes: [['{entryPoint} ', "{''} "]],
    test: order('is told from one of the same id that came another way'),
  },
  {
    id: 'S35',
    guarantee: 'A delivery is forgotten only for 64 others, not for want of a place.',
    file: `${STORE}/deliveries.ts`,
    changes: [["'(deliveries[0] = :free OR", "'(deliveries[0] = :free OR deliveries[0] <> :free OR"]],
    test: ONCE,
  },
  {
    id: 'S36',
    guarantee: 'A delivery that is sent again says that an ACTIVE issue still is.',
    file: `${STORE}/repeat.ts`,
    changes: [['seeAgain(request, item) :', "{ item, outcome: 'duplicate' } :"]],
    test: order('of an ACTIVE issue moves when it was seen last'),
  },
  {
    id: 'S37',
    guarantee: 'A delivery that is sent again changes nothing of a RESOLVED issue.',
    file: `${STORE}/repeat.ts`,
    changes: [["['id = :id', 'attribute_exists(activeSince)']", "['id = :id']"]],
    test: order('is not seen again in an issue that is resolved'),
  },
  {
    id: 'S38',
    guarantee: 'A delivery counts for the issue that has come in the place of the one that knew it.',
    file: `${STORE}/repeat.ts`,
    changes: [['if (item?.id !== before.id) throw new LostRace();', '']],
    test: order('is not seen again in an issue that is resolved'),
  },
  {
    id: 'S39',
    guarantee: 'A failure of more than 30 days ago makes nothing ACTIVE.',
    file: `${STORE}/recovery.ts`,
    changes: [['KEPT_DAYS * 86_400_000', 'Number.POSITIVE_INFINITY']],
    test: order('a failure of more than 30 days ago makes no issue ACTIVE'),
  },
  {
    id: 'S40',
    guarantee: 'An alert that has been firing for more than 30 days is ACTIVE.',
    file: 'functions/shared/store/recovery.ts',
    changes: [['!moment.isReminder && isOld(moment)', 'isOld(moment)']],
    test: {
      file: 'test/e2e/senders/alertmanager.test.ts',
      name: 'an alert that has been firing for more than 30 days',
    },
  },
];

/** What is promised of runs that are reported again. */
const reportedAgain: readonly Mutant[] = [
  {
    id: 'S50',
    guarantee: 'A run whose id is a UUID counts once.',
    file: 'functions/shared/intake/webhook.ts',
    changes: [['UUID.test(String(id))', 'false']],
    test: runs('a run with a UUID that is reported again counts once'),
  },
  {
    id: 'S51',
    guarantee: 'A run with a number that fails again after a success is ACTIVE.',
    file: 'functions/shared/intake/webhook.ts',
    changes: [['UUID.test(String(id))', 'true']],
    test: runs('a run with a number that fails, passes and fails again'),
  },
  {
    id: 'S52',
    guarantee: 'The UUID of a variable that was not set names no run.',
    file: 'functions/shared/intake/webhook.ts',
    changes: [[' && !NIL.test(String(id))', '']],
    test: runs('an id that never changes and names no run'),
  },
  {
    id: 'S53',
    guarantee: 'Each attempt of a run counts.',
    file: 'functions/shared/intake/webhook.ts',
    changes: [['[run, id, attempt, body.occurredAt]', '[run, id, body.occurredAt]']],
    test: runs('counts once for each attempt'),
  },
  {
    id: 'S54',
    guarantee: 'A run that is reported with another time is another event.',
    file: 'functions/shared/intake/webhook.ts',
    changes: [['[run, id, attempt, body.occurredAt]', '[run, id, attempt]']],
    test: runs('loses no failure that says when it happened'),
  },
  {
    id: 'S55',
    guarantee: 'Whoever reports a run again is told that its issue stays resolved.',
    file: 'functions/shared/intake/answers.ts',
    changes: [['isOver && idField !== undefined', 'false']],
    test: runs('is warned of otherwise'),
  },
  {
    id: 'S56',
    guarantee: 'Deliveries are told apart by the webhook to which they were sent.',
    file: 'functions/shared/intake/answers.ts',
    changes: [['.exec(rawPath)?.[1]', ".exec('')?.[1]"]],
    test: runs('two webhooks with the same id'),
  },
];

/** What is promised of issues as they are kept, shown, related and deleted. */
const issues: readonly Mutant[] = [
  {
    id: 'M06',
    guarantee: 'A page that ends with the last issue has no next cursor.',
    file: `${STORE}/walk.ts`,
    changes: [['this.found.length + 1 - this', 'this.found.length - this']],
    test: LAST_PAGE,
  },
  {
    id: 'S20',
    guarantee: 'A page of a search that ends with the last issue found has no next cursor.',
    file: `${STORE}/walk.ts`,
    changes: [['isFull || this.found.length === limit', 'isFull || this.found.length === limit - 1']],
    test: LAST_PAGE,
  },
  {
    id: 'M20',
    guarantee: 'A relation that is made while an issue is deleted does not dangle.',
    file: `${STORE}/modify.ts`,
    changes: [["'related = :related'", "'related = :related OR related <> :related'"]],
    test: relate('an issue that is deleted takes its relations with it'),
  },
  {
    id: 'M21',
    guarantee: 'The 98th relation of an issue is refused, also in a race.',
    file: `${STORE}/relate.ts`,
    changes: [
      [' AND size(related) < :most', ''],
      [", ':most': MAX_RELATED", ''],
    ],
    test: relate('of two relations at once'),
  },
  {
    id: 'S21',
    guarantee: 'Two issues are related once, also when both are related to each other at the same time.',
    file: `${STORE}/relate.ts`,
    changes: [['attribute_not_exists(related.#other) AND ', '']],
    test: relate('two issues that are related meanwhile are not related again'),
  },
  {
    id: 'S22',
    guarantee: 'Relating what is related already is answered with 409.',
    file: `${STORE}/relate.ts`,
    changes: [['if (targetId in source.related)', 'if (false)']],
    test: relate('two issues are related once, whichever was the source'),
  },
  {
    id: 'S23',
    guarantee: 'Relating an issue that has expired leaves no half of one in its place.',
    file: `${STORE}/relate.ts`,
    changes: [["'id = :id'", "'id = :id OR attribute_not_exists(PK)'"]],
    test: relate('an issue that has expired cannot be related'),
  },
  {
    id: 'S24',
    guarantee: 'Changing an issue that has expired leaves no half of one in its place.',
    file: `${STORE}/modify.ts`,
    changes: [["['id = :id', ...conditions]", "['(id = :id OR attribute_not_exists(PK))', ...conditions]"]],
    test: EXPIRED,
  },
  {
    id: 'S25',
    guarantee: 'The id of an issue that has expired does not change the one that has come in its place.',
    file: `${STORE}/modify.ts`,
    changes: [["['id = :id', ...conditions]", "['(id = :id OR id <> :id)', ...conditions]"]],
    test: EXPIRED,
  },
  {
    id: 'S26',
    guarantee: 'The id of an issue that has expired does not delete the one that has come in its place.',
    file: `${STORE}/modify.ts`,
    changes: [['attribute_not_exists(PK) OR id = :id', 'attribute_not_exists(PK) OR id = :id OR id <> :id']],
    test: count('leaves alone the one that has come in its place'),
  },
  {
    id: 'S27',
    guarantee: 'Each issue is counted once for as long as it is there.',
    file: `${STORE}/modify.ts`,
    changes: [['by: -1 }', 'by: 1 }']],
    test: count('the total is exact after whatever happens to issues'),
  },
  {
    id: 'S28',
    guarantee: 'Retention: a resolved issue expires after so many days; its time to live is in seconds.',
    file: `${STORE}/change.ts`,
    changes: [['Date.parse(now) / 1000', 'Date.parse(now)']],
    test: RETENTION,
  },
  {
    id: 'S29',
    guarantee: 'Retention: an issue that is ACTIVE again does not expire.',
    file: `${STORE}/change.ts`,
    changes: [["['resolvedAt', 'expiresAt']", "['resolvedAt']"]],
    test: RETENTION,
  },
  {
    id: 'S30',
    guarantee: 'Retention goes for an issue that is resolved from the first.',
    file: `${STORE}/create.ts`,
    changes: [[', expiresAt: expiresAt(table, now) }', ' }']],
    test: report('retention goes for an issue that is resolved from the first'),
  },
  {
    id: 'E02',
    guarantee: 'No name of a scope or namespace passes for the counters of another.',
    file: `${STORE}/items.ts`,
    changes: [['encodePart(namespace)}`;', 'namespace}`;']],
    test: list('a namespace is counted apart from a scope'),
  },
  {
    id: 'E01',
    guarantee: 'No namespace passes for another, however it is spelt.',
    file: 'functions/shared/issue/scope.ts',
    changes: [['/[%#]/g', '/#/g']],
    test: list('a namespace sees neither the issues nor the number'),
  },
  {
    id: 'S31',
    guarantee: 'What is found by id is as of the last write.',
    file: `${STORE}/read.ts`,
    changes: [[', ConsistentRead: true', '']],
    test: READS,
  },
  {
    id: 'S32',
    guarantee: 'What is shown is as of the last write.',
    file: `${STORE}/table.ts`,
    changes: [[', ConsistentRead: true', '']],
    test: READS,
  },
  {
    id: 'S33',
    guarantee: "A namespace's issues are counted as of the last write.",
    file: `${STORE}/count.ts`,
    changes: [['ConsistentRead: true,', '']],
    test: READS,
  },
  {
    id: 'W01',
    guarantee: 'In a storm of new issues, only what conflicts is sent again.',
    file: `${STORE}/count.ts`,
    changes: [["code === 'TransactionConflict')", "code === 'Another')"]],
    test: storm('cancelled because its counter is taken'),
  },
  {
    id: 'W02',
    guarantee: 'A throttled transaction is sent again.',
    file: `${STORE}/count.ts`,
    changes: [["['ThrottlingError', 'ProvisionedThroughputExceeded']", "['Another']"]],
    test: storm('cancelled because a partition is throttled'),
  },
];

export const store: readonly Mutant[] = [...events, ...reportedAgain, ...issues];
