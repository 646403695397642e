import { DeleteCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type Key, slotKey, tokenKey } from './items.ts';
import { type TableClient, untilSettled } from './table.ts';
import { leaveSlot, readSlots } from './token-quota.ts';
import { findTokens, hasEnded, type TokenItem } from './tokens.ts';

/** How long a request deletes what descends from revoked tokens, so that it answers in time; as a rule, there is little. */
const CLEANING_MS = 3_000;
/** How many tokens are deleted together. */
const PARALLEL = 25;

/**
 * Revokes a token, and deletes those that descend from it, which are good for nothing from then on.
 * @param isPermitted whether it may be revoked. @default - it may
 * @returns whether there was one
 */
export async function revokeToken(
  table: TableClient,
  id: string,
  isPermitted: (token: TokenItem) => boolean = () => true,
): Promise<boolean> {
  const token = (await findTokens(table, [id])).get(id);
  if (token === undefined || !isPermitted(token) || !(await revoke(table, token))) return false;
  await deleteDescendants(table, [token]);
  return true;
}

/**
 * Revokes the tokens that a caller has made and that may be revoked, and deletes those that descend from them.
 * @returns how many were deleted
 */
export async function revokeMadeBy(
  table: TableClient,
  maker: string,
  isPermitted: (token: TokenItem) => boolean,
): Promise<number> {
  const tokens = (await findMadeBy(table, maker)).filter(isPermitted);
  let revoked = 0;
  for (const some of chunks(tokens)) {
    const outcomes = await Promise.all(some.map((token) => revoke(table, token)));
    revoked += outcomes.filter(Boolean).length;
  }
  return revoked + (await deleteDescendants(table, tokens));
}

/** The tokens that a caller has made, by its slots. Two round trips. */
async function findMadeBy(table: TableClient, maker: string): Promise<TokenItem[]> {
  const slots = await readSlots(table, maker);
  const found = await findTokens(
    table,
    slots.map(({ token }) => token),
  );
  return [...found.values()];
}

const chunks = (tokens: readonly TokenItem[]): TokenItem[][] =>
  Array.from({ length: Math.ceil(tokens.length / PARALLEL) }, (_, i) =>
    tokens.slice(i * PARALLEL, (i + 1) * PARALLEL),
  );

/** Deletes a token and frees its slot. @returns whether it was there */
function revoke(table: TableClient, found: TokenItem): Promise<boolean> {
  const { id } = found;
  const { db, name: TableName } = table;
  let known: TokenItem | undefined = found;
  return untilSettled(async () => {
    const token = known ?? (await findTokens(table, [id])).get(id);
    known = undefined;
    if (token === undefined) return false;
    const slot = slotOf(token);
    // Once a token has ended, its slot may be another's.
    if (slot === undefined || hasEnded(token)) {
      const { Attributes } = await db.send(
        new DeleteCommand({ TableName, Key: tokenKey(id), ReturnValues: 'ALL_OLD' }),
      );
      return Attributes !== undefined;
    }
    const Delete = { TableName, Key: tokenKey(id), ConditionExpression: 'attribute_exists(PK)' };
    const left = leaveSlot(TableName, slot, id);
    await db.send(new TransactWriteCommand({ TransactItems: [{ Delete }, { Delete: left }] }));
    return true;
  });
}

/**
 * Deletes what descends from revoked tokens, as far as there is time. It has ended with them, so that nothing is lost if
 * some of it is left, and it holds nowhere where they did not: whoever could revoke them could revoke it. Nor does
 * anybody take its slots, whose makers have ended.
 * @returns how many were deleted
 */
async function deleteDescendants(table: TableClient, revoked: readonly TokenItem[]): Promise<number> {
  const until = performance.now() + CLEANING_MS;
  let deleted = 0;
  for (let makers = revoked; makers.length > 0; ) {
    const children: TokenItem[] = [];
    for (const { id } of makers) {
      for (const some of chunks(await findMadeBy(table, id))) {
        if (performance.now() > until) return deleted;
        const keys = some.flatMap((token) => [tokenKey(token.id), slotOf(token)]);
        await Promise.all(
          keys.map((Key) => Key && table.db.send(new DeleteCommand({ TableName: table.name, Key }))),
        );
        deleted += some.length;
        children.push(...some);
      }
    }
    makers = children;
  }
  return deleted;
}

/** The key of the slot that a token was made with; an operator's has none. */
function slotOf({ ancestors, slot }: TokenItem): Key | undefined {
  const maker = ancestors.at(-1);
  return maker === undefined || slot === undefined ? undefined : slotKey(maker, slot);
}
