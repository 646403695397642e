import { acceptedIn, audit, outcome } from '../support/audit.ts';
import type { Kite } from '../support/captures.ts';
import { decimals, median, number, table } from '../support/figures.ts';
import type { Figures } from '../support/requests.ts';
import {
  answersIn,
  IDEAL,
  isDone,
  KITE,
  LOADS,
  type Load,
  measure,
  recoveredIn,
  type Side,
  startSide,
} from './sides.ts';

function rowsOf({ name: load, connections }: Load, sides: readonly Side[]): string[][] {
  const of = ({ runs }: Side) => runs.filter((run) => run.load === load);
  const all = (side: Side, figure: keyof Figures) => of(side).map(({ figures }) => figures[figure]);
  const [limit = []] = sides.filter(({ name }) => name === IDEAL.name).map((side) => all(side, 'rate'));
  return sides.map((side) => {
    const ratio = median(all(side, 'rate').map((rate, round) => rate / (limit[round] ?? Number.NaN)));
    const answers = answersIn(of(side));
    const whole = (value: number) => number(Math.round(value));
    return [
      `${load}, ${connections} connections`,
      side.name,
      ...(['rate', 'p50', 'p97_5', 'p99'] as const).map((figure) => whole(median(all(side, figure)))),
      whole(Math.max(...all(side, 'max'))),
      `${of(side).length} × ${number(answers.length / of(side).length)}`,
      number(answers.filter(({ status }) => status === 503).length),
      number(answers.filter(({ status }) => status === undefined).length),
      side.name === IDEAL.name ? '' : decimals(ratio),
    ];
  });
}

const TIMES = ['p50', 'p97.5', 'p99', 'max'].map((name) => `${name} ms`);
const HEAD = ['load', 'server', 'answered/s', ...TIMES, 'requests', '503', 'lost', 'Kite ÷ ideal'];

/** Compares the storm's latency with how long its requests queue at Kite's rate. */
function queueOf({ runs }: Side): string {
  const [storm] = LOADS.filter(({ name }) => name === 'storm');
  const figures = runs.filter(({ load }) => load === storm?.name).map(({ figures }) => figures);
  const seconds = (storm?.connections ?? 0) / median(figures.map(({ rate }) => rate));
  return `${storm?.connections} requests at Kite's rate take ${decimals(seconds)} s, and the storm's 99th percentile is \
${decimals(median(figures.map(({ p99 }) => p99)) / 1_000)} s`;
}

/** @throws Error when a server answered anything but a success or 503 */
function requireExpectedAnswers({ name, runs }: Side): void {
  const [wrong] = answersIn(runs).filter(
    (answer) => answer.status !== undefined && answer.status !== 503 && !isDone(answer),
  );
  if (wrong === undefined) return;
  const { request, status, body } = wrong;
  throw new Error(`${name} answered ${request.method} ${request.path} with ${status} ${body}`);
}

async function auditOf({ table, runs }: Side): Promise<string> {
  const answers = answersIn(runs);
  const recovered = recoveredIn(runs);
  const { issues, reports, active } = await audit(table, acceptedIn(answers, recovered));
  const open = answers.filter(
    (answer) => answer.request.method === 'POST' && outcome(answer) === 'unsure',
  ).length;
  return `**Audit.** Afterwards Kite's table was read past it, and held against the answers. It has ${number(reports)} reports
in ${number(issues)} issues: one issue for each failure, seen as often as its reports were accepted, and one pointer to it;
as many issues as answers called new, and as many as the counters say. What became ACTIVE was resolved once, or is one of
the ${number(active)} issues that still are; none of these is in the ${recovered.length} herds that recovered. ${
    open === 0
      ? 'Every request was answered, so these figures are exact.'
      : `${number(open)} requests were not answered, or with an error that does not say whether they were done: the figures may be off by what these can have done.`
  }`;
}

/** Compares Kite under load with a server that makes only the ideal calls, then audits Kite's table. */
export async function load(kite: Kite): Promise<string> {
  await using started = new AsyncDisposableStack();
  const served = await startSide(kite.assembly, KITE, started);
  const sides = [served, await startSide(kite.assembly, IDEAL, started)];
  await measure(sides);
  for (const side of sides) requireExpectedAnswers(side);
  return `## Throughput and latency under load

autocannon sends each load to the served stack, then to a server of some 200 lines that makes only the ideal calls to the
same table, with nothing around them: the limit of this machine. Each is a process of its own, with a DynamoDB Local of
its own; logs go nowhere. Figures are medians of some rounds, and so is the ratio, which is taken in each; *max* is of all.
*Mixed* is 90 % successes and 10 % failures of 300 pipelines, and a list or a get for every ten of them; the *storm* is one
failure over and over; the *herd* is 1,000 pipelines of one namespace that fail at once, then recover.

${table(
  HEAD,
  LOADS.flatMap((load) => rowsOf(load, sides)),
)}

The local gateway gives a function 8 requests at a time (and the ideal server takes 8, since DynamoDB Local does no more of
50), where Lambda would start more instances. So the latency of 500 connections is waiting for one's turn:
${queueOf(served)}.

${await auditOf(served)}
`;
}
