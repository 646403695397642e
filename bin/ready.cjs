/*
 * Runs before npm's commands, in whatever Node.js there is: says in a sentence what is missing, where they would fail with
 * a stack trace. CommonJS, and JavaScript, since an old Node.js reads no TypeScript.
 */
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const MIN = 24;
const { node: version } = process.versions;
const reason = existsSync(join(__dirname, '../node_modules/fastify/package.json'))
  ? Number.parseInt(version, 10) < MIN &&
    `Kite needs Node.js ${MIN}, and this is ${version}. npm installs it:`
  : 'The packages are not installed.';
if (reason) {
  console.error(`${reason} Run "npm ci" in this folder, then try again.`);
  process.exit(1);
}
