import { DeleteCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { slotKey, tokenKey } from './items.ts';
import { type TableClient, untilSettled } from './table.ts';
import { leaveSlot, readSlots } from './token-quota.ts';
import { findTokens, hasEnded, type TokenItem } from './tokens.ts';

/** How many tokens one request deletes, so that it ends in time; as a rule, there are a few. */
const MAX_AT_ONCE = 1_000;
/** How many transactions are under way together. */
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
  if (token === undefined || !isPermitted(token) || !(await remove(table, token))) return false;
  await removeDescendants(table, [token], MAX_AT_ONCE);
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
  const revoked = await removeAll(table, tokens);
  return revoked + (await removeDescendants(table, tokens, MAX_AT_ONCE - revoked));
}

/**
 * Deletes what descends from tokens that were revoked. It has ended with them, so that nothing is lost if some of it is
 * left, and it holds nowhere where they did not: who could revoke them could revoke it.
 * @param most how many to delete
 * @returns how many were deleted
 */
async function removeDescendants(
  table: TableClient,
  tokens: readonly TokenItem[],
  most: number,
): Promise<number> {
  let removed = 0;
  let makers = tokens;
  while (makers.length > 0) {
    const children: TokenItem[] = [];
    for (const { id } of makers) {
      if (removed >= most) return removed;
      const found = (await findMadeBy(table, id)).slice(0, most - removed);
      removed += await removeAll(table, found);
      children.push(...found);
    }
    makers = children;
  }
  return removed;
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

/** @returns how many of them were there */
async function removeAll(table: TableClient, tokens: readonly TokenItem[]): Promise<number> {
  let removed = 0;
  for (let i = 0; i < tokens.length; i += PARALLEL) {
    const outcomes = await Promise.all(tokens.slice(i, i + PARALLEL).map((token) => remove(table, token)));
    removed += outcomes.filter(Boolean).length;
  }
  return removed;
}

/** Deletes a token and frees its slot. @returns whether it was there */
function remove(table: TableClient, found: TokenItem): Promise<boolean> {
  const { id } = found;
  const { db, name: TableName } = table;
  let known: TokenItem | undefined = found;
  return untilSettled(async () => {
    const token = known ?? (await findTokens(table, [id])).get(id);
    known = undefined;
    if (token === undefined) return false;
    const maker = token.ancestors.at(-1);
    // Once a token has ended, its slot may be another's.
    if (maker === undefined || token.slot === undefined || hasEnded(token)) {
      const { Attributes } = await db.send(
        new DeleteCommand({ TableName, Key: tokenKey(id), ReturnValues: 'ALL_OLD' }),
      );
      return Attributes !== undefined;
    }
    const Delete = { TableName, Key: tokenKey(id), ConditionExpression: 'attribute_exists(PK)' };
    const left = leaveSlot(TableName, slotKey(maker, token.slot), id);
    await db.send(new TransactWriteCommand({ TransactItems: [{ Delete }, { Delete: left }] }));
    return true;
  });
}
