import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { rule1 } from '../../functions/shared/issue/fingerprint/rule-1.ts';
import { EVERYTHING, misfortune, STORM } from '../../harness/faults.ts';
import { sendUntilAnswered } from '../../harness/patient-sender.ts';
import { randomFrom } from '../../harness/random.ts';
import { list, newNamespace, post, served } from '../support/kite.ts';
import { serveBehind } from '../support/serve-behind.ts';

const PIPELINES = Array.from({ length: 6 }, (_, index) => `pipeline-${index}`);
const REASON = 'Out of memory';

test('issues of an earlier rule are counted on, resolved and followed by new ones, whatever fails', async () => {
  const bad = misfortune(EVERYTHING, randomFrom(8), STORM);
  const { url, close } = await serveBehind({ fault: bad.fault }, served.endpoint, { EARLIER_RULES: '1' });
  const namespace = newNamespace();
  const send = async (outcome: string, pipelineName: string, more = {}) => {
    const { status } = await sendUntilAnswered(url, {
      method: 'POST',
      path: `/webhooks/pipeline-${outcome}`,
      body: { pipelineName, namespace, ...more },
      headers: { 'idempotency-key': randomUUID() },
    });
    expect([200, 201]).toContain(status);
  };
  const fail = (times: number) =>
    PIPELINES.flatMap((name) =>
      Array.from({ length: times }, () => send('failure', name, { failureReason: REASON })),
    );
  try {
    for (const pipelineName of PIPELINES) {
      // Stored where rule 1 would have it.
      const old = { pipelineName, namespace, failureReason: REASON, dedupKey: rule1.fingerprint(REASON) };
      expect((await post('/webhooks/pipeline-failure', old)).status).toBe(201);
    }
    await Promise.all(fail(6));
    await Promise.all(PIPELINES.map((name) => send('success', name)));
    await Promise.all(fail(3));
  } finally {
    await close();
  }
  const { data } = await list(`namespace=${namespace}`);
  const left = data.map(({ scope, state, occurrences }) => `${scope.resourceName} ${state} ${occurrences}`);
  expect(left.sort()).toEqual(PIPELINES.flatMap((name) => [`${name} ACTIVE 3`, `${name} RESOLVED 7`]));
  expect(bad.struck.size).toBeGreaterThan(Object.keys(EVERYTHING).length / 2);
}, 120_000);
