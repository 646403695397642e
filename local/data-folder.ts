import { accessSync, constants, globSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';

/** SQLite's codes of a file that another process has locked, and of one that is no database or a damaged one. */
const BUSY = 5;
const DAMAGED = [11, 26];

const holderSchema = z.object({ who: z.string() });

/**
 * Makes a folder for the data, and keeps other servers out of it: two DynamoDB Local on one folder give wrong answers. The
 * lock is SQLite's, so the operating system releases it when this process ends, however it ends.
 * @param who names this server to others that want the folder
 * @returns what releases it
 * @throws Error when the folder is in use, is a file, or has a damaged database
 */
export function claimDataFolder(folder: string, who: string): { close(): void } {
  makeFolder(folder);
  const lock = openLock(folder);
  try {
    const record = 'CREATE TABLE IF NOT EXISTS holder (who TEXT); DELETE FROM holder';
    lock.exec(`BEGIN IMMEDIATE; ${record}`);
    lock.prepare('INSERT INTO holder VALUES (?)').run(who);
    // Others can read who has it while the next transaction, which never ends, keeps them out.
    lock.exec('COMMIT; BEGIN IMMEDIATE');
    for (const file of globSync('**/*.db', { cwd: folder })) requireIntact(join(folder, file));
    return lock;
  } catch (error) {
    const holder = codeOf(error) === BUSY ? holderOf(lock) : undefined;
    lock.close();
    if (holder === undefined) throw error;
    throw new Error(`--data ${folder} is in use by ${holder}. Stop it, or give another folder.`);
  }
}

function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
    throw new Error(`--data ${folder} is a file. Give a folder.`);
  mkdirSync(folder, { recursive: true });
  accessSync(folder, constants.R_OK | constants.W_OK);
}

function openLock(folder: string): DatabaseSync {
  const file = join(folder, 'kite.lock');
  requireIntact(file);
  return new DatabaseSync(file, { timeout: 0 });
}

function holderOf(lock: DatabaseSync): string {
  try {
    return holderSchema.parse(lock.prepare('SELECT who FROM holder').get()).who;
  } catch {
    // It is only just taking the folder.
    return 'another Kite';
  }
}

/** Asks SQLite itself: on a damaged file, DynamoDB Local is silent for 30 seconds. */
function requireIntact(file: string): void {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.prepare('PRAGMA quick_check(1)').get();
  } catch (error) {
    if (!DAMAGED.includes(codeOf(error) ?? 0)) throw error;
    throw new Error(`${file} is damaged. Delete it, or its folder, to begin with no data.`);
  } finally {
    database.close();
  }
}

const codeOf = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode
    : undefined;
