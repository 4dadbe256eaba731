import { packageFile } from '../__testUtils__/productionConfig';
import { findKnownMigrations } from './knownMigrations';

describe('the migrations of this build', () => {
  it('are found for every plugin that migrates a database', () => {
    const known = findKnownMigrations(packageFile);
    expect([...known.keys()].sort()).toEqual([
      'app',
      'auth',
      'bitbucket-cloud',
      'catalog',
      'events',
      'notifications',
      'permission',
      'scaffolder',
      'search',
      'user-settings',
    ]);
    expect(known.get('auth')).toContain('20240327104803_public_keys.js');
    expect(known.get('catalog')).toContain('20210928160613_init.js');
    expect(known.get('catalog')!.size).toBeGreaterThan(20);
  });

  it('include a table that the package of one plugin stores in the database of another', () => {
    expect(findKnownMigrations(packageFile).get('catalog')).toContain(
      '20261201_location_registrations.js',
    );
  });
});
