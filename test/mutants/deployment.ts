import type { Mutant } from './mutant.ts';

const stack = (name: string) => ({ file: 'test/lib/stack.test.ts', name });
const LEFT_OVER = stack('the stack leaves nothing of a creation that failed but the table');

/** What is promised of deployments: that they can be made, repeated and updated. */
export const deployment: readonly Mutant[] = [
  {
    id: 'D01',
    guarantee: 'A first deployment that failed can be repeated: nothing keeps its stack.',
    file: 'lib/kite-stack.ts',
    changes: [['terminationProtection: options.terminationProtection', 'terminationProtection: retain']],
    test: stack('the stack can be deleted until it is worth protecting'),
  },
  {
    id: 'D02',
    guarantee: 'A creation that failed leaves no log groups.',
    file: 'lib/kite-stack.ts',
    changes: [['RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE', 'RemovalPolicy.RETAIN']],
    test: LEFT_OVER,
  },
  {
    id: 'D03',
    guarantee: 'No rollback tries to delete a table that refuses it.',
    file: 'lib/issue-table.ts',
    changes: [['? RemovalPolicy.RETAIN :', '? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE :']],
    test: LEFT_OVER,
  },
  {
    id: 'D04',
    guarantee: 'A new account can deploy: nothing is reserved unless a deployment chooses it.',
    file: 'lib/options.ts',
    changes: [['max(1_000).default(0)', 'max(1_000).default(20)']],
    test: stack('reserved concurrency is nothing, unless a deployment chooses it'),
  },
  {
    id: 'D05',
    guarantee: 'Options that Lambda would refuse together stop the synthesis.',
    file: 'lib/kite-function.ts',
    changes: [['size <= MAX_ENVIRONMENT_BYTES', 'size > 0']],
    test: stack('options that fit alone, and not together'),
  },
  {
    id: 'D06',
    guarantee: 'Nothing has a name that a retry would find taken.',
    file: 'lib/kite-function.ts',
    changes: [["new LogGroup(this, 'Logs', {", "new LogGroup(this, 'Logs', { logGroupName: id,"]],
    test: stack('the stack gives nothing a name'),
  },
  {
    id: 'D07',
    guarantee: 'A path with a slash that no route takes is served.',
    file: 'functions/system/fallback.ts',
    changes: [['  beside: routedWithoutSlash(ROUTES, TIMEOUT_MARGIN_MS),\n', '']],
    test: {
      file: 'test/e2e/trailing-slash.test.ts',
      name: 'a slash that is unrouted what the UI and the clients do',
    },
  },
  {
    id: 'D08',
    guarantee: '60 pairs of webhooks of its own fit in a deployment.',
    file: 'lib/endpoints.ts',
    changes: [['!IN_THE_STACK.has(name) &&', "name === 'none' &&"]],
    test: { file: 'test/lib/room.test.ts', name: 'is within the quotas' },
  },
  {
    id: 'D09',
    guarantee: 'The local server serves nested stacks.',
    file: 'local/template.ts',
    changes: [['parameters[reference.Ref] ?? ', '']],
    test: { file: 'test/lib/room.test.ts', name: 'is served on this machine too' },
  },
  {
    id: 'D10',
    guarantee: 'Webhooks of your own move nothing else.',
    file: 'lib/endpoints.ts',
    changes: [["  'release-failure',\n", '']],
    test: stack('the stack is one, unless a deployment has webhooks of its own'),
  },
  {
    id: 'D11',
    guarantee: 'The record of a domain leads to the API.',
    file: 'lib/custom-domain.ts',
    changes: [['{ dnsName: this.regionalDomainName,', '{ dnsName: this.name,']],
    test: stack('options a domain of its own is the only way in'),
  },
  {
    id: 'D12',
    guarantee: 'An update keeps the table.',
    file: 'lib/issue-table.ts',
    changes: [["sortKey: text('activeSince')", "sortKey: text('activeAt')"]],
    test: { file: 'test/lib/upgrade.test.ts', name: 'what must last is neither replaced nor given up' },
  },
  {
    id: 'D13',
    guarantee: 'An update moves no route: API Gateway takes none twice.',
    file: 'lib/endpoint.ts',
    changes: [["index === 0 ? 'Route' :", "index === 0 ? 'Path' :"]],
    test: { file: 'test/lib/upgrade.test.ts', name: 'what must last is neither replaced nor given up' },
  },
  {
    id: 'D14',
    guarantee: 'An index whose projection changes is a new one.',
    file: 'lib/issue-table.ts',
    changes: [["nonKeyAttributes: ['filter']", "nonKeyAttributes: ['filter', 'title']"]],
    test: { file: 'test/lib/upgrade.test.ts', name: 'an index that changed is a new one' },
  },
  {
    id: 'D15',
    guarantee: 'What the last release stored is read.',
    file: 'functions/shared/store/items.ts',
    changes: [['  related: relationsSchema,', '  relations: relationsSchema,']],
    test: { file: 'test/lib/upgrade.test.ts', name: 'what its code stored is read' },
  },
];
