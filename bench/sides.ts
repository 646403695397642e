import { documents, type Table } from '../functions/shared/store/table.ts';
import { readAssembly } from '../local/assembly.ts';
import { clientOf, createTable, startDynamoDb } from '../local/dynamodb.ts';
import { outcome } from './accepted.ts';
import { type Answered, type Figures, fire } from './cannon.ts';
import { firstFailures, herd, LOADS, warmUp } from './loads.ts';
import { startProcess } from './own-process.ts';
import { idIn } from './requests.ts';

/** No round begins later than this after the first, so that a slow machine takes hardly longer. */
const LAST_ROUND_MS = 50_000;

/** One load, once. */
export interface Run {
  readonly load: string;
  readonly round: number;
  readonly figures: Figures;
  readonly answers: readonly Answered[];
}

/** A server on a database of its own, and how it stood each load. */
export interface Side {
  readonly name: string;
  readonly url: string;
  readonly table: Table;
  readonly runs: Run[];
  /** Of issues that it has. */
  readonly ids: readonly string[];
}

/**
 * Starts a server and its database, and has both compile what they need. They do not share one database: of several
 * tables DynamoDB Local serves the first with half the work of the fourth.
 */
export async function startSide(
  folder: string,
  { name, script }: { readonly name: string; readonly script: string },
  started: AsyncDisposableStack,
): Promise<Side> {
  const assembly = await readAssembly(folder);
  const database = started.adopt(await startDynamoDb(), ({ close }) => close());
  const client = started.adopt(clientOf(database.endpoint), (one) => one.destroy());
  await createTable(assembly, client);
  const table = { db: documents(client), name: assembly.table.TableName, dedup: 'fingerprint' } as const;
  const server = await startProcess(script, [database.endpoint, table.name, folder]);
  started.defer(server.close);
  const first = await fire(server.url, firstFailures, 20);
  const ids = first.answers.map(({ body = '' }) => idIn(JSON.parse(body)));
  const second = await fire(server.url, warmUp(ids), 20);
  const runs = [first, second].map((run) => ({ load: 'warm-up', round: 0, ...run }));
  return { name, url: server.url, table, runs, ids };
}

/** Rounds of loads, each of which goes to one side right after the other; which is first changes. */
export async function measure(sides: readonly Side[]): Promise<void> {
  const end = performance.now() + LAST_ROUND_MS;
  for (let round = 1; performance.now() < end; round++) {
    const loads = LOADS.filter(({ rounds }) => round <= rounds);
    if (loads.length === 0) return;
    for (const { name, connections, requests } of loads) {
      for (const { url, ids, runs } of round % 2 === 1 ? sides : sides.toReversed()) {
        runs.push({ load: name, round, ...(await fire(url, requests(round, ids), connections)) });
      }
    }
  }
}

/** Whether a request was answered with a success. */
export const isDone = (answer: Answered) => outcome(answer) === 'done';
/** All answers of some runs. */
export const answersIn = (runs: readonly Run[]) => runs.flatMap(({ answers }) => answers);

/** The herds of which every failure was accepted, and then every success: all that they had is resolved. */
export const recoveredIn = (runs: readonly Run[]): string[] =>
  [...Map.groupBy(runs, ({ load, round }) => (load.startsWith('herd') ? herd(round) : undefined))].flatMap(
    ([namespace, some]) => (namespace !== undefined && answersIn(some).every(isDone) ? [namespace] : []),
  );
