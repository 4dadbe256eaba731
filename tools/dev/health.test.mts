import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PartWatch } from './health.mts';
import { partsOf } from './parts.mts';

const [app, backend] = partsOf('bitbucket-cloud');
const onlyApp = async (port: number) => port === app.port;
const all = async () => true;

describe('the watch over the parts', () => {
  it('finds a part that has been down for longer than its patience', async () => {
    const watch = new PartWatch([app, backend], 1000);
    assert.equal(await watch.look(0, onlyApp), undefined);
    assert.equal(await watch.look(999, onlyApp), undefined);
    assert.equal(await watch.look(1000, onlyApp), backend);
  });

  it('ignores a short pause', async () => {
    const watch = new PartWatch([app, backend], 1000);
    await watch.look(0, onlyApp);
    await watch.look(500, all);
    assert.equal(await watch.look(1200, onlyApp), undefined);
  });

  it('ignores a part that is down because a file was saved', async () => {
    const watch = new PartWatch([app, backend], 1000);
    watch.note({ kind: 'restarted', part: backend }, 0);
    await watch.look(0, all);
    await watch.look(100, onlyApp);
    assert.equal(await watch.look(60_000, onlyApp), undefined);
    assert.equal(watch.isBeingChanged(backend), true);
  });

  it('resets a change after the part has restarted', async () => {
    const watch = new PartWatch([app, backend], 1000);
    watch.note({ kind: 'restarted', part: backend }, 0);
    await watch.look(100, onlyApp);
    await watch.look(200, all);
    assert.equal(watch.isBeingChanged(backend), false);
  });
});
