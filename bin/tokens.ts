import { parseArgs } from 'node:util';
import { DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { roleSchema } from '../functions/shared/access/grant.ts';
import type { TokenInfo } from '../functions/shared/answers/tokens.ts';
import { english } from '../functions/shared/http/messages.ts';
import { escapeUnprintable } from '../functions/shared/issue/text.ts';
import { documents, type TableClient } from '../functions/shared/store/table.ts';
import { listTokens, tokenListQuerySchema } from '../functions/shared/store/token-list.ts';
import { revokeToken } from '../functions/shared/store/token-revocation.ts';
import { createToken, newTokenSchema } from '../functions/shared/store/tokens.ts';
import { TABLE_NAME } from '../local/assembly.ts';
import { ownCredentials, readCredentials } from '../local/credentials.ts';
import { clientOf, requireDynamoDb } from '../local/dynamodb.ts';
import { runCommand } from '../operate/command.ts';

const HELP = `Creates, lists and revokes Kite tokens: npm run tokens -- COMMAND [options]

  create                 create a token and show it, only this once
    --name NAME          what the token is for
    --role ROLE          ${roleSchema.options.join(', ')}
    --namespaces NAMES   where it is valid: team-alpha,team-b* (* for all)
    --expires WHEN       90d, 12h, or a time like 2027-01-31T00:00:00Z (default: never)
  list                   list all tokens, without their secrets
  revoke ID              revoke a token; takes effect within a minute

  --table NAME           the deployed table (the stack's output TableName), with your own AWS credentials;
                         default: $KITE_TABLE
  --endpoint URL         the DynamoDB of a local server, as printed by npm start
  --credentials FILE     the credentials for it, as printed by npm start (default: your own, if any)
  --help                 show this text`;

const UNITS = { d: 86_400_000, h: 3_600_000 } as const;

/** Turns `90d` or `12h` into a time from now; leaves anything else for the schema to check. */
function expiryTime(when: string | undefined): string | undefined {
  const [, amount, unit] = /^(\d{1,5})([dh])$/.exec(when ?? '') ?? [];
  return amount && (unit === 'd' || unit === 'h')
    ? new Date(Date.now() + Number(amount) * UNITS[unit]).toISOString()
    : when;
}

async function tableOf({ table: name, endpoint, credentials }: TableFlags): Promise<TableClient> {
  if (endpoint !== undefined && !URL.canParse(endpoint)) throw new Error(`--endpoint ${endpoint}: not a URL`);
  const table = name ?? (endpoint === undefined ? process.env.KITE_TABLE : TABLE_NAME);
  if (!table) throw new Error('Which table? Give --table, or --endpoint for a local server (--help)');
  if (endpoint === undefined) return { db: documents(new DynamoDBClient({})), name: table };
  const environment = credentials === undefined ? await ownCredentials() : await readCredentials(credentials);
  const client = clientOf(endpoint, environment);
  await requireDynamoDb(endpoint, client);
  return { db: documents(client), name: table };
}

interface TableFlags {
  readonly table?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly credentials?: string | undefined;
}

interface CreateFlags {
  readonly name?: string | undefined;
  readonly role?: string | undefined;
  readonly namespaces?: string | undefined;
  readonly expires?: string | undefined;
}

async function create(table: TableClient, { name, role, namespaces, expires }: CreateFlags): Promise<void> {
  const request = {
    name,
    role,
    namespaces: namespaces?.split(',').map((namespace) => namespace.trim()),
    expiresAt: expiryTime(expires),
  };
  const { data, error } = newTokenSchema.safeParse(request, { error: english });
  if (error) {
    const faults = error.issues.map(({ path, message }) => `  --${flagOf(String(path[0]))} ${message}`);
    throw new Error(`Cannot create this token:\n${faults.join('\n')}`);
  }
  const { token, info } = await createToken(table, data);
  // Only the token goes to standard output, for `TOKEN=$(npm run --silent tokens -- create …)`.
  console.error(`${describe(info)}\nThe token is shown only once:`);
  console.log(token);
}

const flagOf = (field: string) => (field === 'expiresAt' ? 'expires' : field);

/** On one line, with unprintable characters escaped: other admins chose the names. */
const describe = ({ id, name, role, namespaces, expiresAt, lastUsedAt, ...created }: TokenInfo): string =>
  [
    `${id}  ${escapeUnprintable(name)}: ${role} in ${namespaces.map(escapeUnprintable).join(', ')}`,
    `created ${created.createdAt}${created.createdBy ? ` by ${escapeUnprintable(created.createdBy)}` : ''}`,
    expiresAt ? `expires ${expiresAt}` : 'never expires',
    lastUsedAt ? `last used ${lastUsedAt}` : 'never used',
  ].join(' · ');

async function list(table: TableClient): Promise<void> {
  let cursor: string | undefined;
  let isNone = true;
  do {
    const query = tokenListQuerySchema.parse({ limit: '500', cursor });
    const { data, nextCursor } = await listTokens(table, ['*'], query);
    for (const token of data) console.log(describe(token));
    isNone &&= data.length === 0;
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  if (isNone) console.log('There are no tokens.');
}

const COMMANDS: Readonly<
  Record<string, (table: TableClient, flags: CreateFlags, id: string) => Promise<void>>
> = {
  create,
  list,
  async revoke(table, _flags, id) {
    if (!(await revokeToken(table, id))) throw new Error(`There is no token ${id}`);
    console.log(`Revoked ${id}; takes effect within a minute.`);
  },
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      role: { type: 'string' },
      namespaces: { type: 'string' },
      expires: { type: 'string' },
      table: { type: 'string' },
      endpoint: { type: 'string' },
      credentials: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [name = '', id, ...others] = positionals;
  if (values.help) return console.log(HELP);
  const command = COMMANDS[name];
  const takesId = name === 'revoke';
  if (command === undefined || others.length > 0 || (id !== undefined) !== takesId) throw new Error(HELP);
  const table = await tableOf(values);
  await command(table, values, id ?? '').catch((error) => {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    const hint =
      values.endpoint === undefined
        ? "Give the stack's output TableName as --table"
        : 'Is --credentials right?';
    throw new Error(`There is no table ${table.name} there. ${hint}`);
  });
}

await runCommand(main);
