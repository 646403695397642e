import { hash } from 'node:crypto';
import { join } from 'node:path';
import { documents, type Table } from '../../functions/shared/store/table.ts';
import { readAssembly } from '../../local/assembly.ts';
import { clientOf, createTable, startDynamoDb } from '../../local/dynamodb.ts';
import { outcome } from '../support/audit.ts';
import { startProcess } from '../support/own-process.ts';
import {
  type Answered,
  type ApiRequest,
  event,
  type Figures,
  idIn,
  listRequest,
  sendAll,
  webhook,
} from '../support/requests.ts';

/** Requests that arrive over this many connections at once. */
export interface Load {
  readonly name: string;
  readonly connections: number;
  /** How many rounds to run: an even number, so that both sides go first equally often. */
  readonly rounds: number;
  /**
   * The requests of one round; each round has different ones.
   * @param ids of existing issues
   */
  readonly requests: (round: number, ids: readonly string[]) => readonly ApiRequest[];
}

const PIPELINES = 300;
const HERD = 1_000;
const STORM = 1_000;
const TEAM = 'team-mixed';
const REASONS = ['Dependency conflict with React version', 'Unit tests failed', 'Out of memory'] as const;

/** The namespace of a round's herd. */
const herd = (round: number) => `team-herd-${round}`;

const fail = (pipeline: number, namespace: string, reason?: string) =>
  webhook('pipeline-failure', event(`pipeline-${pipeline}`, namespace, reason));
const succeed = (pipeline: number, namespace: string) =>
  webhook('pipeline-success', event(`pipeline-${pipeline}`, namespace));
const repeat = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** One failure of every pipeline, to make the issues that exist before the first round. */
const firstFailures = repeat(PIPELINES, (index) => fail(index, TEAM));

/** A pseudo-random whole number below `end`, the same in every run. */
const pick = (what: string, end: number) => hash('sha256', what, 'buffer').readUInt32BE() % end;

/** On average, of 22 requests 18 are successes, 2 failures, one a list and one a get. */
function mixedRequest(index: number, ids: readonly string[]): ApiRequest {
  const kind = pick(`kind ${index}`, 22);
  if (kind === 0) return listRequest(TEAM);
  if (kind === 1) return { method: 'GET', path: `/issues/${ids[index % ids.length]}` };
  // Two requests in a row are about the same pipeline, so that they race.
  const pipeline = pick(`pipeline ${Math.floor(index / 2)}`, PIPELINES);
  return kind < 4 ? fail(pipeline, TEAM, REASONS[index % REASONS.length]) : succeed(pipeline, TEAM);
}

/** Requests of every kind, so that both servers have started and compiled what they do on demand. */
const warmUp = (ids: readonly string[]) => repeat(700, (index) => mixedRequest(index, ids));

const MIXED = 700;
/** The loads, in order. */
export const LOADS: readonly Load[] = [
  {
    name: 'mixed',
    connections: 20,
    rounds: 6,
    requests: (round, ids) => repeat(MIXED, (index) => mixedRequest(round * MIXED + index, ids)),
  },
  {
    name: 'storm',
    connections: 500,
    rounds: 2,
    requests: (round) => repeat(STORM, () => fail(round, 'team-storm')),
  },
  {
    name: 'herd fails',
    connections: 500,
    rounds: 2,
    requests: (round) => repeat(HERD, (index) => fail(index, herd(round))),
  },
  {
    name: 'herd recovers',
    connections: 500,
    rounds: 2,
    requests: (round) => repeat(HERD, (index) => succeed(index, herd(round))),
  },
];

/** No round begins later than this after the first, so that a slow machine takes little longer. */
const LAST_ROUND_MS = 50_000;

/** One round of one load. */
export interface Run {
  readonly load: string;
  readonly round: number;
  readonly figures: Figures;
  readonly answers: readonly Answered[];
}

/** A server with its own database, and its results. */
export interface Side {
  readonly name: string;
  readonly url: string;
  readonly table: Table;
  readonly runs: Run[];
  /** Of issues that it has from the start. */
  readonly ids: readonly string[];
}

/** A server's name in the report, and its script. */
interface Server {
  readonly name: string;
  readonly script: string;
}
export const KITE: Server = {
  name: 'Kite',
  script: join(import.meta.dirname, '../support/kite-server.ts'),
};
export const IDEAL: Server = { name: 'ideal', script: join(import.meta.dirname, 'ideal-server.ts') };

/**
 * Starts a server with its own database and warms both up. The sides do not share a database, since DynamoDB Local
 * takes twice as long for the fourth of its tables as for the first.
 */
export async function startSide(
  folder: string,
  { name, script }: Server,
  started: AsyncDisposableStack,
): Promise<Side> {
  const assembly = await readAssembly(folder);
  const database = started.adopt(await startDynamoDb(), ({ close }) => close());
  const client = started.adopt(clientOf(database.endpoint), (one) => one.destroy());
  await createTable(assembly, client);
  const table = { db: documents(client), name: assembly.table.TableName, dedup: 'fingerprint' } as const;
  const server = await startProcess(script, [database.endpoint, table.name, folder]);
  started.defer(server.close);
  const first = await sendAll(server.url, firstFailures, 20);
  const ids = first.answers.map(({ body = '' }) => idIn(JSON.parse(body)));
  const second = await sendAll(server.url, warmUp(ids), 20);
  const runs = [first, second].map((run) => ({ load: 'warm-up', round: 0, ...run }));
  return { name, url: server.url, table, runs, ids };
}

/** Runs rounds of the loads, each on both sides in a row; the side that goes first alternates. */
export async function measure(sides: readonly Side[]): Promise<void> {
  const end = performance.now() + LAST_ROUND_MS;
  for (let round = 1; performance.now() < end; round++) {
    const loads = LOADS.filter(({ rounds }) => round <= rounds);
    if (loads.length === 0) return;
    for (const { name, connections, requests } of loads) {
      for (const { url, ids, runs } of round % 2 === 1 ? sides : sides.toReversed()) {
        runs.push({ load: name, round, ...(await sendAll(url, requests(round, ids), connections)) });
      }
    }
  }
}

/** Whether a request was answered with a success. */
export const isDone = (answer: Answered) => outcome(answer) === 'done';

/** All answers of these runs. */
export const answersIn = (runs: readonly Run[]) => runs.flatMap(({ answers }) => answers);

/** The namespaces of herds whose requests all succeeded, so that all their issues are resolved. */
export const recoveredIn = (runs: readonly Run[]): string[] =>
  [...Map.groupBy(runs, ({ load, round }) => (load.startsWith('herd') ? herd(round) : undefined))].flatMap(
    ([namespace, some]) => (namespace !== undefined && answersIn(some).every(isDone) ? [namespace] : []),
  );
