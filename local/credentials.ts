import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { type Credentials, LOCAL_CREDENTIALS } from './dynamodb.ts';

const credentialsSchema = z.object({
  AWS_REGION: z.string(),
  AWS_ACCESS_KEY_ID: z.string(),
  AWS_SECRET_ACCESS_KEY: z.string(),
});

/**
 * The credentials in a file, made at random if there is no such file. Only this user can read it, and list its folder if
 * that is new: DynamoDB Local names its files by the access key.
 */
export async function keptCredentials(file: string): Promise<Credentials> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // An access key may have only letters and digits there; its length is up to us.
  const made = Object.entries({
    AWS_REGION: LOCAL_CREDENTIALS.AWS_REGION,
    AWS_ACCESS_KEY_ID: randomBytes(32).toString('hex'),
    AWS_SECRET_ACCESS_KEY: randomBytes(32).toString('hex'),
  });
  const lines = made.map(([name, value]) => `${name}=${value}\n`).join('');
  await writeFile(file, lines, { mode: 0o600, flag: 'wx' }).catch((error: unknown) => {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    if (!exists) throw error;
  });
  return readCredentials(file);
}

/** @throws Error when the file has none */
export async function readCredentials(file: string): Promise<Credentials> {
  const { data } = credentialsSchema.safeParse(parseEnv(await readFile(file, 'utf8')));
  if (data === undefined) throw new Error(`${file} has no credentials`);
  return data;
}

/**
 * Credentials for an external DynamoDB: this process's own, or dummy ones. Functions look for keys in their
 * environment only, as in Lambda, so a profile's keys are resolved here, once: temporary ones expire after some hours.
 */
export async function ownCredentials(): Promise<Credentials> {
  const hasCredentials = process.env.AWS_ACCESS_KEY_ID !== undefined || process.env.AWS_PROFILE !== undefined;
  if (!hasCredentials) return LOCAL_CREDENTIALS;
  const own = Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('AWS_') && name !== 'AWS_PROFILE' && value !== undefined ? [[name, value]] : [],
  );
  const { config } = new DynamoDBClient({});
  const { accessKeyId, secretAccessKey, sessionToken } = await config.credentials();
  return {
    ...Object.fromEntries(own),
    AWS_REGION: await config.region().catch(() => LOCAL_CREDENTIALS.AWS_REGION),
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }),
  };
}
