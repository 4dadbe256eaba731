// Loads what the backend loads at its start, so that Node keeps it compiled (NODE_COMPILE_CACHE).
// Runs in the folder of an assembled portal, as the user that will run it.
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
// Drivers are reached by a name in the configuration.
[...names, 'pg', '@keyv/redis'].forEach(name => load(name));
flushCompileCache();
console.log(`${names.length} packages are loaded and kept compiled.`);
process.exit();
