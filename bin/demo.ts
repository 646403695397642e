import { parseArgs } from 'node:util';
import { kiteUrl, postToKite, runCommand } from '../operate/command.ts';
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

const HELP = `Tells the life of some issues on a running Kite, request by request: npm run demo -- [options]

  --url URL  Kite's URL (default http://127.0.0.1:3000)
  --help     show this text`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:3000' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const webhooks = `${kiteUrl(values.url)}/api/v1/webhooks`;
  for (const [title, { webhook, payload }] of STORY) {
    const { status, isOk, body } = await postToKite(`${webhooks}/${webhook}`, payload);
    console.log(`\n# ${title}\nPOST /api/v1/webhooks/${webhook}\n${JSON.stringify(payload, null, 2)}`);
    console.log(`→ ${status}\n${JSON.stringify(body, null, 2)}`);
    if (!isOk) process.exitCode = 1;
  }
}

await runCommand(main);
