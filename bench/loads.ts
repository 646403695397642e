import { hash } from 'node:crypto';
import { listRequest } from './paths.ts';
import { type ApiRequest, event, webhook } from './requests.ts';

/** Requests that arrive over so many connections. */
export interface Load {
  readonly name: string;
  readonly connections: number;
  /** How many rounds of it suffice; even, since of two sides neither is to be first more often. */
  readonly rounds: number;
  /**
   * The requests of one round; another round's are others.
   * @param ids of issues that are there
   */
  readonly requests: (round: number, ids: readonly string[]) => readonly ApiRequest[];
}

const PIPELINES = 300;
const HERD = 1_000;
const STORM = 1_000;
const TEAM = 'team-mixed';
const REASONS = ['Dependency conflict with React version', 'Unit tests failed', 'Out of memory'] as const;

/** The namespace of a round's herd. */
export const herd = (round: number) => `team-herd-${round}`;

const fail = (pipeline: number, namespace: string, reason?: string) =>
  webhook('pipeline-failure', event(`pipeline-${pipeline}`, namespace, reason));
const succeed = (pipeline: number, namespace: string) =>
  webhook('pipeline-success', event(`pipeline-${pipeline}`, namespace));
const repeat = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Every pipeline fails once: makes issues that there are to be before the first round. */
export const firstFailures = repeat(PIPELINES, (index) => fail(index, TEAM));

/** A whole number below `end` that seems random and is the same in every run. */
const pick = (what: string, end: number) => hash('sha256', what, 'buffer').readUInt32BE() % end;

/** Of 22 requests 18 are successes, 2 failures, one a list and one a get, on average. */
function mixedRequest(index: number, ids: readonly string[]): ApiRequest {
  const kind = pick(`kind ${index}`, 22);
  if (kind === 0) return listRequest('', TEAM);
  if (kind === 1) return { method: 'GET', path: `/issues/${ids[index % ids.length]}` };
  // Two after each other are of one pipeline, so that they race.
  const pipeline = pick(`pipeline ${Math.floor(index / 2)}`, PIPELINES);
  return kind < 4 ? fail(pipeline, TEAM, REASONS[index % REASONS.length]) : succeed(pipeline, TEAM);
}

/** Some of every kind, so that what is started and compiled on demand is. */
export const warmUp = (ids: readonly string[]) => repeat(700, (index) => mixedRequest(index, ids));

const MIXED = 700;
/** What the servers have to stand, in this order. */
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
