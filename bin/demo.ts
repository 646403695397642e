import { parseArgs } from 'node:util';
import {
  buildFailure,
  dependencyConflict,
  deploymentFailure,
  type Example,
  pipelineSuccess,
  securityScanFailure,
  yarnOutdated,
} from './demo-examples.ts';

/** The life of an issue, in the requests of docs/webhooks.md. */
const STORY: readonly (readonly [string, Example])[] = [
  ['A pipeline fails: a new issue', dependencyConflict],
  ['It fails again for the same reason: the same issue, seen twice', dependencyConflict],
  ['It fails for another reason: a second issue in the same scope', yarnOutdated],
  ['It succeeds: both are resolved', pipelineSuccess],
  ['The first failure comes back: its issue is reopened', dependencyConflict],
  ['It succeeds again', pipelineSuccess],
  ['A build fails', buildFailure],
  ['A deployment fails', deploymentFailure],
  ['A security scan finds something', securityScanFailure],
];

const { values } = parseArgs({ options: { url: { type: 'string', default: 'http://127.0.0.1:3000' } } });
const webhooks = `${values.url.replace(/\/+$/, '')}/api/v1/webhooks`;

for (const [title, { webhook, payload }] of STORY) {
  const response = await fetch(`${webhooks}/${webhook}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(payload),
  }).catch((error: unknown) => {
    console.error(`${values.url} does not answer (${error}). Run "npm start" first, or give --url URL.`);
    process.exit(1);
  });
  console.log(`\n# ${title}\nPOST /api/v1/webhooks/${webhook}\n${JSON.stringify(payload, null, 2)}`);
  console.log(`→ ${response.status}\n${JSON.stringify(await response.json(), null, 2)}`);
  if (!response.ok) process.exitCode = 1;
}
