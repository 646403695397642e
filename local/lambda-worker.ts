import { randomUUID } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { Invocation } from './lambda.ts';

/* The inside of a Lambda: loads one bundle and runs its handler for each event. */
const { file, name, memoryMb } = workerData;
const { handler } = await import(pathToFileURL(file).href);

parentPort?.on('message', async ({ id, event, deadline }: Invocation) => {
  const context = {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:local:000000000000:function:${name}`,
    memoryLimitInMB: String(memoryMb),
    awsRequestId: randomUUID(),
    logGroupName: name,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    parentPort?.postMessage({ id, result: JSON.stringify(await handler(event, context)) });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.stack : String(error) });
  }
});
