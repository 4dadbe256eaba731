import assert from 'node:assert/strict';
import { it } from 'node:test';
import { findEndedPins, findPinProblems } from './findPinProblems.mts';
import { readPins } from './readPins.mts';

const lockfile = {
  'a@npm:^1.0.0': { dependencies: { rollup: 'npm:^4.0.0', nx: 'npm:23.2.1' } },
  'b@npm:^1.0.0': { dependencies: { nx: 'npm:23.2.1' } },
  'rollup@npm:4.67.4': { version: '4.67.4' },
};

function pin(name: string, versions: string) {
  return {
    description: ['Reason: r', 'Remove it when: w', 'Hold until: 2027-03-01'],
    matchPackageNames: [name],
    allowedVersions: versions,
  };
}

it('finds resolutions that no dependency needs, or that have no rule', () => {
  const pins = readPins({
    packageRules: [pin('rollup', '4.67.3'), pin('nx', '23.2.1')],
  });
  assert.deepEqual(
    findPinProblems(
      pins,
      { rollup: '4.67.4', nx: '23.2.1', gone: '1.0.0' },
      lockfile,
    ).map(sentence => sentence.split('. ')[0]),
    [
      'resolutions.nx has no effect',
      'resolutions.gone has no effect',
      'resolutions.rollup is 4.67.4 in package.json and 4.67.3 in renovate.json',
      'resolutions.gone is 1.0.0 in package.json and missing in renovate.json',
      'renovate.json holds nx, which is not installed',
    ],
  );
});

it('finds pins after their last day', () => {
  const pins = readPins({ packageRules: [pin('rollup', '4.67.4')] });
  assert.deepEqual(findEndedPins(pins, '2027-03-01'), []);
  assert.equal(findEndedPins(pins, '2027-03-02').length, 1);
});

it('requires a reason, a condition and a date', () => {
  for (const missing of ['Reason', 'Remove it when', 'Hold until']) {
    const rule = pin('rollup', '4.67.4');
    const description = rule.description.filter(
      line => !line.startsWith(missing),
    );
    assert.throws(
      () => readPins({ packageRules: [{ ...rule, description }] }),
      { message: new RegExp(`rollup needs a line "${missing}: …"`) },
    );
  }
});
