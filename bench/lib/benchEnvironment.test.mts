import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freshEnvironment } from './benchEnvironment.mts';

describe('the environment of a measured start', () => {
  const fresh = freshEnvironment(
    {
      PATH: '/tmp/xfs-1:/repo/.cache/node/node-linux-x64/bin:/repo/node_modules/.bin:/usr/bin',
      BERRY_BIN_FOLDER: '/tmp/xfs-1',
      npm_execpath: '/tmp/xfs-1/yarn',
      AUTH_BITBUCKET_CLIENT_ID: 'id',
      HOME: '/home/me',
    },
    '/tmp/caches',
    '/repo',
  );

  it('contains neither the Node.js nor the Yarn of this repository', () => {
    assert.equal(fresh.PATH, '/usr/bin');
    assert.equal(fresh.npm_execpath, undefined);
  });

  it('contains empty package caches', () => {
    assert.equal(fresh.YARN_GLOBAL_FOLDER, '/tmp/caches/yarn');
    assert.equal(fresh.npm_config_cache, '/tmp/caches/npm');
  });

  it('starts the stub, whatever credentials are set', () => {
    assert.equal(fresh.AUTH_BITBUCKET_CLIENT_ID, undefined);
  });

  it('keeps all other variables', () => {
    assert.equal(fresh.HOME, '/home/me');
  });
});
