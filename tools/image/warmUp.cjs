// Loads the modules that the backend loads at its start, so that Node.js caches the compiled code
// (NODE_COMPILE_CACHE). Run it in the folder of an assembled portal, as the user of the portal.
const { readFileSync } = require('node:fs');
const { createRequire, flushCompileCache } = require('node:module');
const { resolve } = require('node:path');

const entry = resolve('packages/backend/dist/index.cjs.js');
const load = createRequire(entry);
const named = readFileSync(entry, 'utf8').matchAll(
  /(?:import|require)\(\s*['"]([^'".][^'"]*)['"]/g,
);
const names = [...named].map(([, name]) => name);
if (names.length < 10) {
  throw new Error(`${entry} names only ${names.length} packages to load.`);
}
// Drivers are loaded by a name in the configuration.
// OpenTelemetry is loaded before the backend, if it is on.
[
  ...names,
  'pg',
  '@keyv/redis',
  '@backstage-bitbucket/portal-telemetry/sdk',
].forEach(name => load(name));
flushCompileCache();
console.log(
  `${names.length} packages are loaded and their compiled code is cached.`,
);
process.exit();
