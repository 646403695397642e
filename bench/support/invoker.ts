import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/*
 * An instance of a Lambda function: loads a bundle, runs its handler once, then as often as its parent asks, and
 * sends the parent how long that took. Arguments: the bundle, and a file with the event and the expected outcome.
 */
const [bundle = '', file = ''] = process.argv.slice(2);
const { event, outcome } = JSON.parse(readFileSync(file, 'utf8'));
const context = {
  functionName: 'bench',
  awsRequestId: 'bench',
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  getRemainingTimeInMillis: () => 10_000,
};
// Lambda's runtime loads this before the function, to ask for events.
process.getBuiltinModule('node:http');
const require = createRequire(import.meta.url);

const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const [start, cpuBefore] = [performance.now(), cpuMs()];
// As Lambda's runtime loads it.
const { handler } = bundle.endsWith('.cjs') ? require(bundle) : await import(bundle);

async function invoke(): Promise<void> {
  const answer = await handler(event, context);
  const text = JSON.stringify(answer);
  const is = answer.statusCode ?? answer.isAuthorized;
  if (is !== outcome) throw new Error(`${bundle} answers ${text}, not with ${outcome}`);
}

const imported = performance.now();
// On AWS, the SDK loads this with its first request, for TLS. Here it makes none over TLS.
process.getBuiltinModule('node:https');
await invoke();
const [end, cpuAfter] = [performance.now(), cpuMs()];

process.on('message', async (times: number) => {
  const [start, cpu, loop] = [performance.now(), cpuMs(), performance.eventLoopUtilization()];
  for (let i = 0; i < times; i++) await invoke();
  process.send?.({
    wallMs: (performance.now() - start) / times,
    // Without the time that it waited.
    activeMs: performance.eventLoopUtilization(loop).active / times,
    cpuMs: (cpuMs() - cpu) / times,
  });
});
process.once('disconnect', () => process.exit());
process.send?.({
  importMs: imported - start,
  firstMs: end - imported,
  cpuMs: cpuAfter - cpuBefore,
});
