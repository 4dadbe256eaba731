// `yarnw` loads this file before Yarn. It has no dependencies, because it runs before they are installed.
const { readFileSync } = require('node:fs');
const { homedir } = require('node:os');
const { join } = require('node:path');
const { exemptLoopback, proxyForYarn } = require('./proxyForYarn.cjs');

function readOptional(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const files = [
  join(__dirname, '../../.yarnrc.yml'),
  join(homedir(), '.yarnrc.yml'),
];
Object.assign(
  process.env,
  proxyForYarn(process.env, files.map(readOptional)),
  exemptLoopback(process.env),
);
