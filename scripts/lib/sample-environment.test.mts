import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesOfVariables } from './sample-environment.mts';

describe('the variables of a configuration file', () => {
  it('are found once each, with and without a default value', () => {
    const text = 'a: ${POSTGRES_HOST}\nb: ${POSTGRES_HOST}\nc: ${PORT:-1}\n';
    assert.deepEqual(namesOfVariables(text), ['POSTGRES_HOST', 'PORT']);
  });

  it('are not looked for in comments, nor where the dollar sign is escaped', () => {
    assert.deepEqual(namesOfVariables('# ${A}\nb: $${B}\n'), []);
  });
});
