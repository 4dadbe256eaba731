import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseDevMode, configFiles, findUnusedVariables } from './devMode.mts';

describe('the mode of yarn dev', () => {
  it('is the stub without credentials', () => {
    assert.deepEqual(chooseDevMode({}), { mode: 'stub' });
  });

  it('is the stub when both credentials are empty', () => {
    const env = {
      AUTH_BITBUCKET_CLIENT_ID: '',
      AUTH_BITBUCKET_CLIENT_SECRET: '',
    };
    assert.deepEqual(chooseDevMode(env), { mode: 'stub' });
  });

  it('is Bitbucket Cloud with both credentials', () => {
    const env = {
      AUTH_BITBUCKET_CLIENT_ID: 'id',
      AUTH_BITBUCKET_CLIENT_SECRET: 'secret',
    };
    assert.deepEqual(chooseDevMode(env), { mode: 'bitbucket-cloud' });
  });

  for (const [present, missing] of [
    ['AUTH_BITBUCKET_CLIENT_ID', 'AUTH_BITBUCKET_CLIENT_SECRET'],
    ['AUTH_BITBUCKET_CLIENT_SECRET', 'AUTH_BITBUCKET_CLIENT_ID'],
  ]) {
    it(`names ${missing} if it is missing, and shows no value`, () => {
      const choice = chooseDevMode({ [present]: 'do-not-show' });
      assert.ok('complaint' in choice);
      assert.ok(
        choice.complaint.startsWith(`${present} is set but ${missing} is not`),
      );
      assert.ok(!choice.complaint.includes('do-not-show'));
    });
  }
});

describe('a token for Bitbucket Cloud', () => {
  const env = { BITBUCKET_CLOUD_TOKEN: 'do-not-show' };

  it('is reported with the stub, which does not receive it', () => {
    const [message, ...more] = findUnusedVariables('stub', env);
    assert.match(message, /^BITBUCKET_CLOUD_TOKEN is not used/);
    assert.ok(!message.includes('do-not-show'));
    assert.deepEqual(more, []);
  });

  it('is used with Bitbucket Cloud', () => {
    assert.deepEqual(findUnusedVariables('bitbucket-cloud', env), []);
  });
});

describe('the configuration files of yarn dev', () => {
  it('contain the stub after the shared file, and the local file after both', () => {
    assert.deepEqual(configFiles('stub', true), [
      'app-config.yaml',
      'app-config.development.yaml',
      'app-config.stub.yaml',
      'app-config.stub.discovery.yaml',
      'app-config.local.yaml',
    ]);
  });

  it('omit the stub for Bitbucket Cloud', () => {
    assert.deepEqual(configFiles('bitbucket-cloud', false), [
      'app-config.yaml',
      'app-config.development.yaml',
    ]);
  });
});
