import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { namesOfVariables, sampleEnvironment } from './sampleEnvironment.mts';

describe('the variables of a configuration file', () => {
  it('are found once each, with and without a default value', () => {
    const text = 'a: ${POSTGRES_HOST}\nb: ${POSTGRES_HOST}\nc: ${PORT:-1}\n';
    assert.deepEqual(namesOfVariables(text), ['POSTGRES_HOST', 'PORT']);
  });

  it('are not searched in comments, and not after an escaped dollar sign', () => {
    assert.deepEqual(namesOfVariables('# ${A}\nb: $${B}\n'), []);
  });

  it('have one sample value each, except for unneeded ones', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    try {
      const file = join(folder, 'app-config.yaml');
      writeFileSync(file, 'a: ${OWN_URL}\nb: ${OWN_PORT}\nc: ${TOKEN}\n');
      assert.deepEqual(sampleEnvironment([file], ['TOKEN']), {
        OWN_URL: 'https://portal.example.com',
        OWN_PORT: '5432',
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
