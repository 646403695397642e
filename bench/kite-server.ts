import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { devNull } from 'node:os';
import { readAssembly } from '../local/assembly.ts';
import { LOCAL_CREDENTIALS } from '../local/dynamodb.ts';
import { load } from '../local/serve.ts';
import { tellUrl } from './own-process.ts';

/*
 * Serves what was synthesized, on a table of its own. Arguments: where the database is, the table's
 * name, the folder of the synthesis.
 */
const [endpoint = '', table = '', assembly = ''] = process.argv.slice(2);
const logs = createWriteStream(devNull);
await once(logs, 'open');
const { app } = await load(
  await readAssembly(assembly),
  { ...LOCAL_CREDENTIALS, AWS_ENDPOINT_URL_DYNAMODB: endpoint, TABLE_NAME: table },
  { auth: false, onError: (error) => console.error(error), logs },
);
tellUrl(await app.listen({ host: '127.0.0.1', port: 0 }));
