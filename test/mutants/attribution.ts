import type { Mutant } from './mutant.ts';

const caller = (name: string) => ({ file: 'test/access/caller.test.ts', name });
const parts = (name: string) => ({ file: 'test/http/parts.test.ts', name });
const attribution = (name: string) => ({ file: 'test/store/attribution.test.ts', name });

/** What is promised of who did it: in the logs, and in the issues. */
export const attributed: readonly Mutant[] = [
  {
    id: 'Y01',
    guarantee: "The gateway's access log names the caller.",
    file: 'lib/kite-stack.ts',
    changes: [["caller: '$context.authorizer.caller',", '']],
    test: { file: 'test/lib/stack.test.ts', name: 'logs who asked for what' },
  },
  {
    id: 'Y02',
    guarantee: "Each function's log line names the caller.",
    file: 'functions/shared/http/request-log.ts',
    changes: [['      caller: callerIdOf(event),\n', '']],
    test: parts('requestLog names a caller that an endpoint authenticates itself'),
  },
  {
    id: 'Y03',
    guarantee: 'A request that is refused before its caller is known names whom the gateway has let in.',
    file: 'functions/shared/http/authenticate.ts',
    changes: [['(find(event) ?? callerIn(event))?.id', 'find(event)?.id']],
    test: parts('requestLog names the caller whom the gateway has let in'),
  },
  {
    id: 'Y04',
    guarantee: 'A secret that somebody sent in the place of an id is not logged.',
    file: 'functions/shared/http/request-log.ts',
    changes: [['&& ID.test(value)', '']],
    test: parts('requestLog has the ids of issues and tokens'),
  },
  {
    id: 'Y05',
    guarantee: 'Logs and items have no name of a person.',
    file: 'functions/shared/access/caller.ts',
    changes: [["'hex').slice(0, 20)", "'hex').slice(0, 0) + subject"]],
    test: caller("an OpenID Connect subject's id is a digest"),
  },
  {
    id: 'Y06',
    guarantee: 'Subjects of two issuers that share a host have two ids.',
    file: 'functions/shared/access/caller.ts',
    changes: [["hash('sha256', `", "hash('sha256', subject || `"]],
    test: caller("an OpenID Connect subject's id tells apart"),
  },
  {
    id: 'Y07',
    guarantee: 'What a sender does is under its name.',
    file: 'functions/shared/access/sender-secrets.ts',
    changes: [['senderId(sender)', "senderId('unknown')"]],
    test: { file: 'test/access/sender-secrets.test.ts', name: 'is named by the sender whose secret it is' },
  },
  {
    id: 'Y08',
    guarantee: 'An issue names who made it, for good.',
    file: 'functions/shared/store/report.ts',
    changes: [['...changed(moment),', '...changed(moment), createdBy: moment.by,']],
    test: attribution('an issue names who made it'),
  },
  {
    id: 'Y09',
    guarantee: 'An issue names whose success resolved it.',
    file: 'functions/shared/store/success.ts',
    changes: [['set: changed(moment)', 'set: { updatedAt: moment.now }']],
    test: attribution('an issue names who made it'),
  },
  {
    id: 'Y10',
    guarantee: 'An issue names who changed it by its id.',
    file: 'functions/shared/store/modify.ts',
    changes: [['...changed(moment),', 'updatedAt: moment.now,']],
    test: attribution('an issue names who made it'),
  },
  {
    id: 'Y11',
    guarantee: 'An issue names who delivered a report again.',
    file: 'functions/shared/store/repeat.ts',
    changes: [['...changed(moment), lastSeenAt', 'updatedAt: moment.now, lastSeenAt']],
    test: attribution('so it does of events that say when they happened'),
  },
  {
    id: 'Y12',
    guarantee: "The callers' ids in an issue cost no write unit.",
    file: 'functions/shared/store/create.ts',
    changes: [['createdBy: by,', 'createdBy: by, namespace, resourceNamespace: scope.resourceNamespace,']],
    test: { file: 'test/store/budget.test.ts', name: 'a repeated failure: 1 round trip, 1 write unit' },
  },
];
