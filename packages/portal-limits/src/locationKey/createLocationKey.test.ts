import { type Entity } from '@backstage/catalog-model';
import { createLocationKey } from './createLocationKey';

const REPOSITORY = 'url:https://bitbucket.org/acme/app/src/main';
const GENERATED = `generated-${'0'.repeat(40)}`;

const lister = (name: string, origin: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Location',
  metadata: {
    name,
    annotations: { 'backstage.io/managed-by-origin-location': origin },
  },
});

describe('createLocationKey', () => {
  it.each([
    ['a registered file', GENERATED, `${REPOSITORY}/a.yaml`],
    ['a configured file', GENERATED, 'file:/srv/all.yaml'],
  ])("returns Backstage's key for %s", (_, name, file) => {
    expect(createLocationKey(lister(name, file), file)).toBe(file);
  });

  it.each([
    [
      'a file that a Location lists',
      'All',
      `${REPOSITORY}/all.yaml`,
      `${REPOSITORY}/a.yaml`,
    ],
    [
      'a Location that lists its own file',
      'all',
      `${REPOSITORY}/all.yaml`,
      `${REPOSITORY}/all.yaml`,
    ],
    [
      'a URL that a configured file lists',
      'all',
      'file:/srv/all.yaml',
      `${REPOSITORY}/a.yaml`,
    ],
    [
      'a file that matches a registered pattern',
      GENERATED,
      `${REPOSITORY}/*.yaml`,
      `${REPOSITORY}/a.yaml`,
    ],
  ])(
    'returns the location and the Location for %s',
    (_, name, origin, file) => {
      expect(createLocationKey(lister(name, origin), file)).toBe(
        `${origin} location:default/${name.toLowerCase()}`,
      );
    },
  );
});
