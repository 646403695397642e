import { paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Role } from '../../functions/shared/access/grant.ts';
import { SENDERS, TOKENS } from '../../functions/shared/store/names.ts';
import type { Table } from '../../functions/shared/store/table.ts';
import { createToken } from '../../functions/shared/store/tokens.ts';
import { type Answer, send } from './kite.ts';
import { makeTable } from './own-table.ts';
import { type ServeAgain, serveAgain } from './served-on.ts';

/** The stack with its authorizer, on a table that nobody else uses. */
export interface Guarded {
  readonly url: string;
  readonly table: Table;
  /** Makes a token and gives its credential. */
  token(role: Role, namespaces: readonly string[], expiresAt?: string): Promise<string>;
  /** Sends a request that bears a credential, or none; `body` becomes JSON. */
  call(request: Call, credential?: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** The same behind another gateway, which `close` closes too. */
  behind(trailingSlash: ServeAgain['trailingSlash']): Promise<Pick<Guarded, 'call'>>;
  /** All that is stored, but for when tokens were used and senders heard. */
  contents(): Promise<unknown[]>;
  close(): Promise<void>;
}

/** An `Authorization` header of Basic: `user:password`. */
export const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

/** Method, path (after `/api/v1`), body. */
export type Call = readonly [method: string, path: string, body?: unknown];

const callTo =
  (url: string): Guarded['call'] =>
  ([method, path, body], credential, more) => {
    const headers = {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
      ...more,
    };
    const init = { headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    return send(method, path, init, url);
  };

/** @param environment variables for all functions */
export async function serveGuarded(
  environment: Readonly<Record<string, string>> = {},
  options: Omit<ServeAgain, 'auth'> = {},
): Promise<Guarded> {
  const own = await makeTable();
  const { table } = own;
  const { url, behind, close } = await serveAgain(
    { ...environment, TABLE_NAME: table.name },
    { ...options, auth: true },
  );
  return {
    url,
    table,
    async token(role, namespaces, expiresAt) {
      const asked = { name: role, role, namespaces: [...namespaces], ...(expiresAt && { expiresAt }) };
      return (await createToken(table, asked)).token;
    },
    call: callTo(url),
    async behind(trailingSlash) {
      return { call: callTo(await behind(trailingSlash)) };
    },
    async contents() {
      const items: Record<string, unknown>[] = [];
      for await (const { Items = [] } of paginateScan({ client: table.db }, { TableName: table.name })) {
        const kept = Items.filter(({ PK }) => !String(PK).startsWith(SENDERS));
        items.push(...kept.map((item) => (item.PK === TOKENS ? { ...item, lastUsedAt: undefined } : item)));
      }
      return items.sort((a, b) => (`${a.PK} ${a.SK}` < `${b.PK} ${b.SK}` ? -1 : 1));
    },
    async close() {
      await close();
      await own.delete();
    },
  };
}
